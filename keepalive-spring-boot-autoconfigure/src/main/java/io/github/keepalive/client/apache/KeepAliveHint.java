package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.Iterator;

import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Keep-Alive: timeout=N, max=M} header of a response. The library's own
 * strategy takes {@code timeout=0} for ever; here it means that the connection is not
 * kept.
 */
final class KeepAliveHint {

	private static final long LONGEST_SECONDS = 86_400;

	private static final int MARGIN_PARTS = 6;

	private KeepAliveHint() {
	}

	/**
	 * Reads the header.
	 * @param response the response
	 * @param margin the margin of the plan; a sixth of the hint if that is less
	 * @return how long the peer lets us keep the connection, zero if not at all, or
	 * {@code null} if it does not say
	 */
	static @Nullable Duration read(HttpResponse response, Duration margin) {
		Duration found = null;
		Iterator<HeaderElement> elements = MessageSupport.iterate(response, "Keep-Alive");
		while (elements.hasNext()) {
			HeaderElement element = elements.next();
			Long number = number(element.getValue());
			if (number == null) {
				continue;
			}
			if ("timeout".equalsIgnoreCase(element.getName())) {
				found = shorter(found, lessMargin(number, margin));
			}
			else if ("max".equalsIgnoreCase(element.getName()) && number <= 0) {
				found = Duration.ZERO;
			}
		}
		return found;
	}

	private static Duration lessMargin(long seconds, Duration margin) {
		if (seconds <= 0) {
			return Duration.ZERO;
		}
		Duration stated = Duration.ofSeconds(Math.min(seconds, LONGEST_SECONDS));
		Duration part = stated.dividedBy(MARGIN_PARTS);
		return stated.minus((part.compareTo(margin) < 0) ? part : margin);
	}

	private static Duration shorter(@Nullable Duration known, Duration other) {
		return (known != null && known.compareTo(other) < 0) ? known : other;
	}

	private static @Nullable Long number(@Nullable String value) {
		if (value == null) {
			return null;
		}
		try {
			return Long.valueOf(value.trim());
		}
		catch (NumberFormatException ex) {
			// A header nobody can read is no hint.
			return null;
		}
	}

}
