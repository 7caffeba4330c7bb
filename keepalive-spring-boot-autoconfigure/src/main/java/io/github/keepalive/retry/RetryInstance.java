package io.github.keepalive.retry;

import java.util.function.Predicate;

import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The Resilience4j instance {@code keepalive}: it runs the repeat, counts and publishes.
 * An instance of the user can narrow the rule (fewer attempts, ignored exceptions) but
 * not widen it: one created from properties would repeat every exception, and wait, with
 * resilience4j 2.4. Driven through its asynchronous context, which never sleeps.
 * Thread-safe.
 */
final class RetryInstance {

	static final String NAME = "keepalive";

	private static final int MOST_ATTEMPTS = 2;

	/**
	 * Also tells an instance that is governed already.
	 */
	private static final IntervalBiFunction<Object> NO_WAIT = (attempt, outcome) -> 0L;

	private static final Log logger = LogFactory.getLog(RetryInstance.class);

	private final @Nullable Integer attemptsAllowed;

	private final Retry retry;

	RetryInstance(@Nullable RetryRegistry registry) {
		Retry theirs = (registry != null) ? registry.find(NAME).orElse(null) : null;
		this.attemptsAllowed = (theirs != null) ? theirs.getRetryConfig().getMaxAttempts() : null;
		this.retry = (registry != null) ? governed(registry, theirs) : Retry.of(NAME, config(RetryConfig.ofDefaults()));
	}

	private static Retry governed(RetryRegistry registry, @Nullable Retry theirs) {
		if (theirs == null) {
			// Not the default of the registry: it was written for other calls, and the
			// exceptions it names would switch the repeat off without a word.
			return registry.retry(NAME, config(RetryConfig.ofDefaults()));
		}
		if (theirs.getRetryConfig().<Object>getIntervalBiFunction() == NO_WAIT) {
			return theirs;
		}
		Retry ours = Retry.of(NAME, config(theirs.getRetryConfig()), theirs.getTags());
		// Replaced under the same name, so that meters and endpoints bound to the
		// registry follow.
		registry.replace(NAME, ours);
		return ours;
	}

	private static RetryConfig config(RetryConfig theirs) {
		// Built anew: a copy would OR their exception types with our gate.
		return RetryConfig.<Object>custom()
			.maxAttempts(Math.min(MOST_ATTEMPTS, theirs.getMaxAttempts()))
			.intervalBiFunction(NO_WAIT)
			.retryOnException(new Gate(theirs.getExceptionPredicate()))
			.failAfterMaxAttempts(false)
			.build();
	}

	Retry retry() {
		return this.retry;
	}

	@Nullable Integer attemptsAllowed() {
		return this.attemptsAllowed;
	}

	/**
	 * Counts a call that needed no repeat.
	 */
	void succeeded() {
		succeeded(begin());
	}

	Retry.AsyncContext<Object> begin() {
		return this.retry.asyncContext();
	}

	void succeeded(Retry.AsyncContext<Object> call) {
		try {
			call.onComplete();
		}
		catch (RuntimeException ex) {
			// A listener of the user must not cost the response.
			logger.debug("A listener of the Resilience4j instance '" + NAME + "' failed", ex);
		}
	}

	/**
	 * Counts a failed send and asks whether there is to be another one.
	 * @param call the logical call
	 * @param failure what went wrong
	 * @param granted whether the rule allows a repeat
	 * @return whether to repeat; never {@code true} unless granted
	 */
	boolean failed(Retry.AsyncContext<Object> call, Throwable failure, boolean granted) {
		// The predicate sees the failure only; what the rule said about it crosses on the
		// thread, because onError is synchronous.
		Gate.granted.set(granted);
		try {
			return call.onError(failure) >= 0 && granted;
		}
		catch (RuntimeException ex) {
			logger.debug("A listener of the Resilience4j instance '" + NAME + "' failed", ex);
			return false;
		}
		finally {
			Gate.granted.remove();
		}
	}

	private static final class Gate implements Predicate<Throwable> {

		private static final ThreadLocal<@Nullable Boolean> granted = new ThreadLocal<>();

		private final Predicate<Throwable> theirs;

		Gate(Predicate<Throwable> theirs) {
			this.theirs = theirs;
		}

		@Override
		public boolean test(Throwable failure) {
			return Boolean.TRUE.equals(granted.get()) && this.theirs.test(failure);
		}

	}

}
