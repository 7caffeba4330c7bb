package io.github.keepalive.retry;

import java.time.Duration;
import java.util.function.Consumer;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The few verifications of a {@link Mono} that the tests need.
 */
final class Verify {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Mono<?> mono;

	private Verify(Mono<?> mono) {
		this.mono = mono;
	}

	static Verify create(Mono<?> mono) {
		return new Verify(mono);
	}

	void verifyOne() {
		assertThat(this.mono.cast(Object.class).block(LIMIT)).isNotNull();
	}

	void verifyErrorSatisfies(Consumer<Throwable> assertion) {
		Throwable failure = catchThrowable(() -> this.mono.block(LIMIT));
		assertThat(failure).isNotNull();
		assertion.accept(failure);
	}

	void cancel() {
		Disposable subscription = this.mono.subscribe();
		assertThat(subscription.isDisposed()).isFalse();
		subscription.dispose();
	}

}
