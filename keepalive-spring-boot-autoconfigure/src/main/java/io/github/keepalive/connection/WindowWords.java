package io.github.keepalive.connection;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

import io.github.keepalive.connection.WindowReading.Estimate;
import io.github.keepalive.connection.WindowReading.Probed;
import io.github.keepalive.connection.WindowReading.SeenPattern;
import org.jspecify.annotations.Nullable;

/**
 * Says for people what was learned and measured of a window, and how sure that is.
 *
 * @since 0.1.0
 */
public final class WindowWords {

	private WindowWords() {
	}

	/**
	 * Describes a learned window.
	 * @param estimate the window
	 * @param survived longest idle time that a connection to such an address survived, or
	 * {@code null} if that is not known
	 * @return what its peer does
	 */
	public static String learned(Estimate estimate, @Nullable Duration survived) {
		Duration highest = estimate.lowest().plus(estimate.spread());
		boolean borne = survived != null && survived.compareTo(highest) > 0;
		return (estimate.upperBound() ? "closes after at most " : "closes after about ")
				+ seconds(estimate.about(), RoundingMode.HALF_UP) + " (" + estimate.closes() + " seen, "
				+ ((estimate.addresses() != 1) ? estimate.addresses() + " addresses)" : "1 address)")
				+ (borne ? "" : ", never seen to survive " + seconds(highest, RoundingMode.UP))
				+ (estimate.upperBound() ? "; closes are noticed only when the client looks" : "");
	}

	/**
	 * Describes a measurement.
	 * @param probed the measurement
	 * @return what the peer did
	 */
	public static String probed(Probed probed) {
		return "probed: " + (probed.closeSeen() ? "closed after " : "not closed within ")
				+ seconds(probed.window(), RoundingMode.HALF_UP);
	}

	/**
	 * Describes closes that were no idle timeout.
	 * @param seen the closes
	 * @return what they had in common
	 */
	public static String pattern(SeenPattern seen) {
		return switch (seen.pattern()) {
			case MAX_REQUESTS -> "closed after " + seen.requests() + " requests";
			case AFTER_RESPONSE -> "closed right after a response";
			case MAX_AGE -> "closed at about " + about(seen) + " of age";
			case RESTART -> "closed together, as on a restart";
			case AMBIGUOUS -> "closed after about " + about(seen)
					+ " idle, but also at the same age or after the same number of requests, so the cause is not known";
		} + " (" + seen.count() + " seen)";
	}

	private static String about(SeenPattern seen) {
		Duration about = seen.about();
		return (about != null) ? seconds(about, RoundingMode.HALF_UP) : "the same time";
	}

	private static String seconds(Duration duration, RoundingMode rounding) {
		// What was learned is no more exact than that.
		return BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, rounding) + " s";
	}

}
