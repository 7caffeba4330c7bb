package io.github.keepalive.probe;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.keepalive.probe.ResponseScanner.BodyEnd;
import org.jspecify.annotations.Nullable;

/**
 * What of a response head decides where the response ends and whether the connection is
 * kept.
 *
 * @param status the status code
 * @param persistent whether the peer keeps the connection, as far as the head says
 * @param length the length of the body, {@value #UNTIL_CLOSE} if it ends with the
 * connection, or {@value #CHUNKED}
 */
record ResponseHead(int status, boolean persistent, long length) {

	static final int UNTIL_CLOSE = -1;

	static final int CHUNKED = -2;

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final int OK = 200;

	private static final int NO_CONTENT = 204;

	private static final int NOT_MODIFIED = 304;

	private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.(\\d) (\\d{3})(?: .*)?");

	static ResponseHead parse(String text) throws ProtocolException {
		List<String> lines = text.lines().toList();
		Matcher start = STATUS_LINE.matcher(lines.get(0));
		if (!start.matches()) {
			throw new ProtocolException();
		}
		List<String> connection = tokens(lines, "connection");
		List<String> encodings = tokens(lines, "transfer-encoding");
		// RFC 9112, section 9.3.
		boolean persistent = !connection.contains("close")
				&& (!start.group(1).equals("0") || connection.contains("keep-alive"));
		long length = length(encodings, tokens(lines, "content-length"));
		return new ResponseHead(Integer.parseInt(start.group(2)), persistent, length);
	}

	private static long length(List<String> encodings, List<String> lengths) throws ProtocolException {
		if (!encodings.isEmpty()) {
			// RFC 9112, section 6.3: whatever is not chunked ends with the connection.
			return encodings.get(encodings.size() - 1).equals("chunked") ? CHUNKED : UNTIL_CLOSE;
		}
		if (lengths.isEmpty()) {
			return UNTIL_CLOSE;
		}
		if (!lengths.get(0).matches("\\d{1,18}") || lengths.stream().distinct().count() != 1) {
			throw new ProtocolException();
		}
		return Long.parseLong(lengths.get(0));
	}

	private static List<String> tokens(List<String> lines, String name) {
		return lines.stream()
			.skip(1)
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.flatMap((line) -> Arrays.stream(line.substring(name.length() + 1).split(",")))
			.map((token) -> token.trim().toLowerCase(Locale.ROOT))
			.filter((token) -> !token.isEmpty())
			.toList();
	}

	boolean interim() {
		return this.status < OK && this.status != SWITCHING_PROTOCOLS;
	}

	private boolean bodiless() {
		return this.status < OK || this.status == NO_CONTENT || this.status == NOT_MODIFIED;
	}

	/**
	 * Returns whether the connection can be idle after the response.
	 * @param headRequest whether the request was a HEAD
	 * @return {@code true} if neither head nor framing say otherwise
	 */
	boolean kept(boolean headRequest) {
		// After a 101 it is no HTTP connection any more.
		return this.persistent && this.status != SWITCHING_PROTOCOLS
				&& (headRequest || bodiless() || this.length != UNTIL_CLOSE);
	}

	@Nullable BodyEnd body(boolean headRequest) {
		if (headRequest || bodiless() || this.length == 0) {
			return null;
		}
		if (this.length == CHUNKED) {
			return new ChunkedBody();
		}
		return (this.length > 0) ? new FixedBody(this.length) : (next) -> false;
	}

	private static final class FixedBody implements BodyEnd {

		private long left;

		FixedBody(long length) {
			this.left = length;
		}

		@Override
		public boolean ends(byte next) {
			this.left--;
			return this.left == 0;
		}

	}

}
