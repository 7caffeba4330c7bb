package io.github.keepalive.retry;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.fault.RequestTraits;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * One subscription to a response. Signals come one after the other, from whichever
 * thread; the fields that cross are volatile.
 */
final class ReactiveCall {

	private final ClientHttpConnector connector;

	private final Repeater repeater;

	private final @Nullable Duration readTimeout;

	private final HttpMethod method;

	private final URI uri;

	private final Function<? super ClientHttpRequest, Mono<Void>> requestCallback;

	private final Attempt attempt;

	private final KeptBuffer kept = new KeptBuffer();

	private final Tick startedAt;

	private volatile @Nullable RecordedRequest recorded;

	private volatile boolean cancelled;

	private volatile boolean repeating;

	ReactiveCall(ClientHttpConnector connector, Repeater repeater, @Nullable Duration readTimeout, HttpMethod method,
			URI uri, Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		this.connector = connector;
		this.repeater = repeater;
		this.readTimeout = readTimeout;
		this.method = method;
		this.uri = uri;
		this.requestCallback = requestCallback;
		// The connection is chosen before the headers are known.
		this.attempt = Attempt.first(TraitsReader.safe(method.name(), HttpHeaders.EMPTY));
		this.startedAt = repeater.started(uri);
	}

	KeptBuffer kept() {
		return this.kept;
	}

	/**
	 * Returns whether the body of a request is worth keeping.
	 * @param request the request, its headers complete
	 * @return {@code true} if it could be repeated
	 */
	boolean keeps(RecordedRequest request) {
		return this.repeater.repeatable(traits(request));
	}

	Mono<ClientHttpResponse> send() {
		return this.connector.connect(this.method, this.uri, this::record)
			.contextWrite((context) -> context.put(Attempt.ATTRIBUTE, this.attempt))
			.flatMap(this::received)
			.onErrorResume(this::failed)
			.doOnCancel(this::cancel)
			.doFinally((signal) -> this.kept.close());
	}

	private Mono<Void> record(ClientHttpRequest request) {
		request.getAttributes().put(Attempt.ATTRIBUTE, this.attempt);
		// The library may call again, for a redirect or a retry of its own: the last one
		// counts.
		RecordedRequest recording = RecordedRequest.of(request, this);
		this.recorded = recording;
		return this.requestCallback.apply(recording);
	}

	private Mono<ClientHttpResponse> received(ClientHttpResponse response) {
		if (!idleClose(response)) {
			this.repeater.succeeded();
			return Mono.just(response);
		}
		FailedCall call = new FailedCall(this.repeater);
		if (!call.mayRepeatAfterIdleClose(judged(1, this.attempt))) {
			return Mono.just(response);
		}
		response.getBody().subscribe(DataBufferUtils.releaseConsumer(), (ex) -> {
		}).dispose();
		return repeat(call);
	}

	private boolean idleClose(ClientHttpResponse response) {
		try {
			return Repeater.idleClose(response.getStatusCode(), response.getHeaders(), this.attempt);
		}
		catch (IllegalArgumentException ex) {
			// A status that is no number of three digits is for the caller to complain
			// of.
			return false;
		}
	}

	private Mono<ClientHttpResponse> failed(Throwable failure) {
		// The repeat after a 408 passes here a second time and has been judged already.
		if (this.repeating) {
			return Mono.error(failure);
		}
		FailedCall call = new FailedCall(this.repeater);
		return call.mayRepeat(failure, judged(1, this.attempt)) ? repeat(call) : Mono.error(failure);
	}

	private Mono<ClientHttpResponse> repeat(FailedCall call) {
		this.repeating = true;
		Attempt next = call.nextAttempt();
		return this.connector.connect(this.method, this.uri, (request) -> replay(request, next))
			.contextWrite((context) -> context.put(Attempt.ATTRIBUTE, next))
			.doOnNext((response) -> call.succeeded())
			.doOnError((failure) -> call.failedAgain(failure, judged(2, next)));
	}

	private Mono<Void> replay(ClientHttpRequest request, Attempt next) {
		RecordedRequest recording = this.recorded;
		if (recording != null) {
			return recording.replay(request, next);
		}
		// The first send never came as far as asking for the request.
		request.getAttributes().put(Attempt.ATTRIBUTE, next);
		return this.requestCallback.apply(request);
	}

	private Send judged(int number, Attempt judged) {
		RecordedRequest request = this.recorded;
		return new Send(this.uri, judged, traits(request),
				this.repeater.surroundings(number, this.startedAt, this.readTimeout, this.cancelled),
				request == null || request.replayable());
	}

	private RequestTraits traits(@Nullable RecordedRequest request) {
		if (request == null) {
			return this.repeater.traits(this.method.name(), HttpHeaders.EMPTY, Map.of(), true);
		}
		return this.repeater.traits(this.method.name(), request.headers(), request.attributes(), request.repeatable());
	}

	private void cancel() {
		// Before the signal travels on: a failure that comes at the same moment must not
		// set off a repeat that nobody waits for.
		this.cancelled = true;
	}

}
