package io.github.keepalive.test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.test.Behaviour.Fault;
import io.github.keepalive.test.RequestReader.Head;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection of a {@link FaultServer}. Served by a thread of its own;
 * whether it is idle is guarded by this object's monitor.
 */
final class FaultConnection {

	private static final int PIECES = 10;

	private final FaultServer server;

	private final Socket raw;

	private final int number;

	private Socket socket;

	private RequestReader reader;

	private OutputStream out;

	private int index;

	private boolean idle = true;

	FaultConnection(FaultServer server, Socket raw, int number) throws IOException {
		this.server = server;
		this.raw = raw;
		this.socket = raw;
		this.number = number;
		raw.setTcpNoDelay(true);
		this.reader = new RequestReader(raw.getInputStream());
		this.out = raw.getOutputStream();
	}

	void serve(@Nullable SSLContext tls) throws IOException {
		if (tls != null) {
			secure(tls);
		}
		@Nullable Behaviour last = Behaviour.ok();
		while (last != null && awaitRequest(last)) {
			synchronized (this) {
				this.idle = false;
			}
			last = exchange();
		}
	}

	void close(boolean reset) {
		try {
			if (reset) {
				this.raw.setSoLinger(true, 0);
				this.raw.close();
			}
			currentSocket().close();
		}
		catch (IOException ex) {
			// Closed already, by the peer or by another thread.
		}
	}

	synchronized void closeIfIdle(boolean reset) {
		if (this.idle) {
			close(reset);
		}
	}

	private synchronized Socket currentSocket() {
		return this.socket;
	}

	private void secure(SSLContext tls) throws IOException {
		SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(this.raw, null, this.raw.getPort(), true);
		secured.setUseClientMode(false);
		secured.startHandshake();
		this.reader = new RequestReader(secured.getInputStream());
		this.out = secured.getOutputStream();
		synchronized (this) {
			this.socket = secured;
		}
	}

	private boolean awaitRequest(Behaviour last) throws IOException {
		this.socket.setSoTimeout((int) last.afterIdle().toMillis());
		try {
			return this.reader.awaitRequest();
		}
		catch (SocketTimeoutException ex) {
			return actAfterIdle(last);
		}
		finally {
			if (!this.socket.isClosed()) {
				this.socket.setSoTimeout(0);
			}
		}
	}

	private boolean actAfterIdle(Behaviour last) throws IOException {
		if (last.unsolicited().isEmpty()) {
			return false;
		}
		write(last.unsolicited());
		if (last.close()) {
			return false;
		}
		this.socket.setSoTimeout(0);
		return this.reader.awaitRequest();
	}

	private @Nullable Behaviour exchange() throws IOException {
		Head head = this.reader.head();
		Behaviour behaviour = this.server.choose(this.index > 0);
		if (behaviour.fault() == Fault.CLOSE_UNREAD) {
			record(head, false);
			close(true);
			return null;
		}
		read(head);
		return (behaviour.fault() != Fault.NONE) ? fail(behaviour) : answer(head, behaviour);
	}

	private void read(Head head) throws IOException {
		if (head.expectsContinue()) {
			write("HTTP/1.1 100 Continue\r\n\r\n");
		}
		boolean complete = false;
		try {
			this.reader.body(head);
			complete = true;
		}
		finally {
			record(head, complete);
		}
	}

	private void record(Head head, boolean executed) {
		this.server.record(new Exchange(head.method(), head.path(), head.headers(), this.reader.bodyBytes(),
				this.number, this.index, executed));
		this.index++;
	}

	private @Nullable Behaviour fail(Behaviour behaviour) throws IOException {
		this.server.pause(behaviour.beforeHead());
		switch (behaviour.fault()) {
			case RESET -> close(true);
			case HANG -> this.reader.untilEnd();
			case PARTIAL_HEAD -> write("HTTP/1.1 200 O");
			case PARTIAL_BODY -> write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok");
			default -> close(false);
		}
		return null;
	}

	private @Nullable Behaviour answer(Head head, Behaviour behaviour) throws IOException {
		this.server.pause(behaviour.beforeHead());
		boolean bodiless = head.method().equals("HEAD") || behaviour.status() == 204 || behaviour.status() == 304;
		byte[] body = new byte[(!bodiless) ? behaviour.bodyBytes() : 0];
		Arrays.fill(body, (byte) 'k');
		byte[] start = head(behaviour).getBytes(StandardCharsets.ISO_8859_1);
		boolean close = head.close() || (behaviour.close() && behaviour.unsolicited().isEmpty());
		if (behaviour.between().isZero() || body.length < PIECES) {
			byte[] whole = Arrays.copyOf(start, start.length + body.length);
			System.arraycopy(body, 0, whole, start.length, body.length);
			finish(whole, 0, close);
		}
		else {
			this.out.write(start);
			trickle(body, behaviour.between(), close);
		}
		return close ? null : behaviour;
	}

	private String head(Behaviour behaviour) {
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(behaviour.status()).append(" Fixture\r\n");
		if (behaviour.status() != 204 && behaviour.status() != 304) {
			head.append("Content-Length: ").append(behaviour.bodyBytes()).append("\r\n");
		}
		head.append("X-Connection: ").append(this.number).append("\r\n");
		behaviour.headers().forEach((header) -> head.append(header).append("\r\n"));
		return head.append("\r\n").toString();
	}

	private void trickle(byte[] body, Duration between, boolean close) throws IOException {
		int piece = body.length / PIECES;
		for (int i = 0; i < PIECES - 1; i++) {
			this.out.write(body, i * piece, piece);
			this.out.flush();
			this.server.pause(between);
		}
		finish(body, (PIECES - 1) * piece, close);
	}

	// Whoever has read the last byte finds the connection idle: closeIfIdle waits here.
	private synchronized void finish(byte[] bytes, int from, boolean close) throws IOException {
		this.out.write(bytes, from, bytes.length - from);
		this.out.flush();
		this.idle = !close;
	}

	private void write(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		this.out.flush();
	}

}
