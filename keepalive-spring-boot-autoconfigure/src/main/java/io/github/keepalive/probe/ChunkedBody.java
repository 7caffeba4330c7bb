package io.github.keepalive.probe;

import java.net.ProtocolException;

/**
 * Finds the end of a chunked body (RFC 9112, section 7.1), trailers included.
 */
final class ChunkedBody implements ResponseScanner.BodyEnd {

	private static final int LONGEST_LINE = 8192;

	private static final int HEX = 16;

	private final StringBuilder line = new StringBuilder();

	private long data;

	private boolean lineEndOfData;

	private boolean trailers;

	@Override
	public boolean ends(byte next) throws ProtocolException {
		if (this.data > 0) {
			this.data--;
			this.lineEndOfData = (this.data == 0);
			return false;
		}
		if (next != '\n') {
			this.line.append((char) (next & 0xff));
			if (this.line.length() > LONGEST_LINE) {
				throw new ProtocolException();
			}
			return false;
		}
		String text = this.line.toString().trim();
		this.line.setLength(0);
		return line(text);
	}

	private boolean line(String text) throws ProtocolException {
		if (this.lineEndOfData) {
			this.lineEndOfData = false;
			if (!text.isEmpty()) {
				throw new ProtocolException();
			}
			return false;
		}
		if (this.trailers) {
			return text.isEmpty();
		}
		this.data = size(text);
		this.trailers = (this.data == 0);
		return false;
	}

	private static long size(String text) throws ProtocolException {
		String size = text.split(";", 2)[0].trim();
		if (!size.matches("[0-9A-Fa-f]{1,15}")) {
			throw new ProtocolException();
		}
		return Long.parseLong(size, HEX);
	}

}
