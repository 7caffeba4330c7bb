package io.github.keepalive.retry;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FirstBody}.
 */
class FirstBodyTests {

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final FirstBody body = new FirstBody(Mono.fromSupplier(this::produce));

	@Test
	void bodyThatTheFirstSendAskedForIsNotGivenToTheRepeat() {
		assertThat(this.body.untouched()).isTrue();
		this.body.ofFirstSend().block();
		assertThat(this.body.untouched()).isFalse();
		assertThat(this.body.takeForRepeat()).isNull();
		assertThat(this.subscriptions).hasValue(1);
	}

	@Test
	void libraryMayAskAgainForTheFirstSend() {
		this.body.ofFirstSend().block();
		this.body.ofFirstSend().block();
		assertThat(this.subscriptions).hasValue(2);
	}

	@Test
	void firstSendThatAsksTooLateGetsNothing() {
		Mono<DataBuffer> late = this.body.ofFirstSend();
		assertThat(Objects.requireNonNull(this.body.takeForRepeat()).block()).isNotNull();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(late::block);
		assertThat(this.body.takeForRepeat()).isNull();
		assertThat(this.subscriptions).hasValue(1);
	}

	@Test
	void subscriptionThatAsksForNothingLeavesTheBodyToTheRepeat() {
		BaseSubscriber<DataBuffer> head = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				// The connection is lost before the body's turn comes.
			}

		};
		this.body.ofFirstSend().subscribe(head);
		head.cancel();
		assertThat(this.body.untouched()).isTrue();
		assertThat(Objects.requireNonNull(this.body.takeForRepeat()).block()).isNotNull();
		assertThat(this.subscriptions).hasValue(1);
	}

	private DataBuffer produce() {
		this.subscriptions.incrementAndGet();
		return DefaultDataBufferFactory.sharedInstance.allocateBuffer(8);
	}

}
