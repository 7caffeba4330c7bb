package io.github.keepalive.retry;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.keepalive.connection.Attempt;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A client library whose sends end as the test says.
 */
final class FakeFactory implements ClientHttpRequestFactory {

	final List<SentRequest> sent = new ArrayList<>();

	final List<Attempt> attempts = new ArrayList<>();

	final Fakes fakes;

	boolean refuseBodyOnce;

	private final Deque<Step> steps = new ArrayDeque<>();

	FakeFactory(Fakes fakes) {
		this.fakes = fakes;
	}

	FakeFactory then(Step step) {
		this.steps.add(step);
		return this;
	}

	ClientHttpResponse next(Attempt attempt, SentRequest request) throws IOException {
		return this.steps.remove().take(attempt, request);
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod) {
		return new SentRequest(this, uri, httpMethod);
	}

	interface Step {

		ClientHttpResponse take(Attempt attempt, SentRequest request) throws IOException;

	}

}
