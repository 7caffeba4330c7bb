package io.github.keepalive.client.apache;

import java.util.Iterator;

import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Works out how many bytes an HTTP/1.1 response can have taken at most on the wire. What
 * came on top of that lies in the input buffer of the async client, which HttpClient 5.6
 * shows to nobody and would take for the start of the next response.
 */
final class ResponseSize {

	/**
	 * The size can not be told: the body is chunked, or ends with the connection.
	 */
	static final long UNKNOWN = -1;

	private static final int LINE_END = 2;

	private static final int STATUS = 3;

	private ResponseSize() {
	}

	/**
	 * Adds up head and body.
	 * @param response the response as it was parsed
	 * @param body its body as announced, or {@code null} if it has none
	 * @return the number of bytes, or {@link #UNKNOWN}
	 */
	static long most(HttpResponse response, @Nullable EntityDetails body) {
		long size = (body != null) ? body.getContentLength() : 0;
		if (size < 0) {
			return UNKNOWN;
		}
		String reason = response.getReasonPhrase();
		// The space behind the status may be there without a reason.
		size += "HTTP/1.1 ".length() + STATUS + 1 + ((reason != null) ? reason.length() : 0) + LINE_END;
		for (Iterator<Header> headers = response.headerIterator(); headers.hasNext();) {
			CharArrayBuffer line = (headers.next() instanceof FormattedHeader header) ? header.getBuffer() : null;
			if (line == null) {
				return UNKNOWN;
			}
			size += line.length() + LINE_END;
		}
		return size + LINE_END;
	}

}
