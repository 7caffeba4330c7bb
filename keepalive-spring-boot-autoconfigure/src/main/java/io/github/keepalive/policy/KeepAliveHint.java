package io.github.keepalive.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code Keep-Alive} response header says, {@code timeout=5, max=100} (RFC 2068,
 * section 19.7.1). It is the word of the nearest hop and never a promise, so it only ever
 * shortens.
 *
 * @param timeout how long the peer keeps the connection idle, or {@code null} for no word
 * @param max how many requests it takes, or {@code null} for no word
 * @since 0.1.0
 */
public record KeepAliveHint(@Nullable Duration timeout, @Nullable Integer max) {

	/**
	 * Fractions are not in the grammar, and written all the same.
	 */
	private static final Pattern PARAMETER = Pattern.compile(
			"(?:^|[,;])\\s*(timeout|max)\\s*=\\s*\"?\\s*(\\d+(?:\\.\\d+)?)\\s*\"?\\s*(?=$|[,;])",
			Pattern.CASE_INSENSITIVE);

	/**
	 * Longer than any timeout means anything, and fits every number that follows from it.
	 */
	private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

	private static final int LONGEST_HEADER = 1000;

	private static final int PARTS = 6;

	/**
	 * Below this a request that is sent at once may meet a close: the window is as long
	 * as a pause of a garbage collector, and nothing is left of it for a margin.
	 */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	/**
	 * Reads a header. Of what it says twice the smaller counts; what cannot be read says
	 * nothing.
	 * @param header the value of the header, or of several joined by commas
	 * @return what it says
	 */
	public static KeepAliveHint parse(String header) {
		Duration timeout = null;
		Integer max = null;
		if (header.length() <= LONGEST_HEADER) {
			Matcher parameters = PARAMETER.matcher(header);
			while (parameters.find()) {
				BigDecimal value = new BigDecimal(parameters.group(2)).min(MOST);
				if (parameters.group(1).equalsIgnoreCase("timeout")) {
					Duration said = Duration.ofMillis(value.movePointRight(3).longValue());
					timeout = (timeout != null) ? Durations.min(timeout, said) : said;
				}
				else {
					max = (max != null) ? Math.min(max, value.intValue()) : Integer.valueOf(value.intValue());
				}
			}
		}
		return new KeepAliveHint(timeout, max);
	}

	/**
	 * Returns how long the connection may be idle by the peer's word.
	 * @param plannedMargin the margin of the plan; of a shorter window at most a sixth is
	 * taken off, as the plan itself would
	 * @return the limit, zero if the connection is not to be pooled, or {@code null} for
	 * no word
	 */
	public @Nullable Duration idleLimit(Duration plannedMargin) {
		if (this.timeout == null) {
			return null;
		}
		if (tooShort()) {
			return Duration.ZERO;
		}
		return this.timeout.minus(Durations.min(this.timeout.dividedBy(PARTS), plannedMargin));
	}

	/**
	 * Returns whether the peer says that it keeps connections for so short a time, or not
	 * at all, that they are not to be pooled.
	 * @return {@code true} for a timeout below one second
	 */
	public boolean tooShort() {
		return this.timeout != null && this.timeout.compareTo(SHORTEST) < 0;
	}

}
