package io.github.keepalive.edge;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.keepalive.edge.RawServer.Wire;

/**
 * The server's end of an HTTP/2 connection in clear text, by hand: requests are counted
 * by their HEADERS, whose content is of no interest (RFC 9113).
 */
final class Http2Wire {

	static final int REFUSED_STREAM = 7;

	static final int CANCEL = 8;

	static final int INTERNAL_ERROR = 2;

	static final int ENHANCE_YOUR_CALM = 11;

	/** {@code :status 200} of the static table (RFC 7541, appendix A). */
	private static final byte[] OK = { (byte) 0x88 };

	private static final int PREFACE = 24;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int ACK = 1;

	private static final int END_STREAM_AND_HEADERS = 5;

	private final Wire wire;

	private final DataInputStream in;

	Http2Wire(Wire wire) throws IOException {
		this.wire = wire;
		this.in = new DataInputStream(wire.in());
		this.in.readFully(new byte[PREFACE]);
		frame(SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Waits for the next request.
	 * @return its stream
	 * @throws IOException if there is none
	 */
	int request() throws IOException {
		while (true) {
			int lengthAndType = this.in.readInt();
			int flags = this.in.readUnsignedByte();
			int stream = this.in.readInt();
			byte[] payload = new byte[lengthAndType >>> 8];
			this.in.readFully(payload);
			int type = lengthAndType & 0xFF;
			if (type == HEADERS) {
				this.wire.count("stream " + stream);
				return stream;
			}
			if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
				frame(type, ACK, 0, (type == PING) ? payload : new byte[0]);
			}
		}
	}

	Http2Wire answer(int stream) throws IOException {
		frame(HEADERS, END_STREAM_AND_HEADERS, stream, OK);
		return this;
	}

	/**
	 * Answers with a header that HTTP/2 does not have (RFC 9113, section 8.2.2).
	 * @param stream the stream to answer on
	 * @param value the value of the {@code keep-alive} header
	 * @return this connection
	 * @throws IOException if that fails
	 */
	Http2Wire answerWithKeepAlive(int stream, String value) throws IOException {
		byte[] name = "keep-alive".getBytes(StandardCharsets.US_ASCII);
		byte[] text = value.getBytes(StandardCharsets.US_ASCII);
		// A literal without indexing, its name spelled out (RFC 7541, section 6.2.2).
		ByteBuffer block = ByteBuffer.allocate(OK.length + 3 + name.length + text.length).put(OK).put((byte) 0);
		block.put((byte) name.length).put(name).put((byte) text.length).put(text);
		frame(HEADERS, END_STREAM_AND_HEADERS, stream, block.array());
		return this;
	}

	Http2Wire reset(int stream, int code) throws IOException {
		frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
		return this;
	}

	Http2Wire goAway(int lastStream) throws IOException {
		frame(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(lastStream).putInt(0).array());
		return this;
	}

	void answerAll() throws IOException {
		while (true) {
			answer(request());
		}
	}

	/**
	 * Answers what comes without starting anything, until the client closes.
	 * @throws IOException when it does
	 */
	void linger() throws IOException {
		while (true) {
			request();
		}
	}

	private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.wire.write(Arrays.copyOf(frame.array(), frame.position()));
	}

}
