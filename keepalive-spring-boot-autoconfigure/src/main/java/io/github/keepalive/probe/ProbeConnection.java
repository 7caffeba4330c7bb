package io.github.keepalive.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.github.keepalive.connection.CloseManner;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a probe. Used by one thread; another may close it, which ends
 * whatever that one waits for.
 */
final class ProbeConnection implements AutoCloseable {

	private static final int TIMED_OUT = -2;

	private static final int ENDED = -1;

	private final WatchedSocket raw = new WatchedSocket();

	private final byte[] buffer = new byte[8192];

	private Socket socket = this.raw;

	InetSocketAddress open(ProbeTarget target, InetAddress address, Duration patience) throws IOException {
		InetSocketAddress remote = new InetSocketAddress(address, target.route().port());
		this.raw.connect(remote, millis(patience));
		this.raw.setTcpNoDelay(true);
		ProbeTls tls = target.tls();
		if (tls != null) {
			this.raw.setSoTimeout(millis(patience));
			this.socket = secure(target, tls);
		}
		return remote;
	}

	private Socket secure(ProbeTarget target, ProbeTls tls) throws IOException {
		SSLSocket secured = (SSLSocket) context(tls).getSocketFactory()
			.createSocket(this.raw, target.host(), target.route().port(), true);
		SSLParameters parameters = secured.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		parameters.setApplicationProtocols(new String[] { "http/1.1" });
		tls.restrict(parameters);
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		return secured;
	}

	private static SSLContext context(ProbeTls tls) throws IOException {
		try {
			return tls.context();
		}
		catch (GeneralSecurityException ex) {
			throw new SSLException(ex);
		}
	}

	void send(String request) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(request.getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

	/**
	 * Waits for bytes.
	 * @param patience for how long, at least a millisecond
	 * @return how many came, {@value #TIMED_OUT} if none did, {@value #ENDED} at the end
	 * of the stream
	 * @throws IOException if the connection broke
	 */
	private int read(Duration patience) throws IOException {
		this.socket.setSoTimeout(Math.max(1, millis(patience)));
		try {
			return this.socket.getInputStream().read(this.buffer);
		}
		catch (SocketTimeoutException ex) {
			return TIMED_OUT;
		}
	}

	/**
	 * Waits for bytes or for the end.
	 * @param patience for how long
	 * @param scanner what the bytes are for
	 * @return what came
	 * @throws IOException if the bytes are no response
	 */
	Arrival await(Duration patience, ResponseScanner scanner) throws IOException {
		int count;
		try {
			count = read(patience);
		}
		catch (SocketException ex) {
			return new Arrival(0, CloseManner.RESET);
		}
		catch (SSLException ex) {
			return new Arrival(0, broken(ex));
		}
		if (count == ENDED) {
			boolean announced = this.socket != this.raw && !this.raw.ended();
			return new Arrival(0, announced ? CloseManner.CLOSE_NOTIFY : CloseManner.FIN);
		}
		if (count > 0) {
			scanner.accept(this.buffer, count);
		}
		return new Arrival(Math.max(0, count), null);
	}

	private CloseManner broken(SSLException failure) {
		if (failure.getCause() instanceof SocketException) {
			return CloseManner.RESET;
		}
		// With com.sun.net.ssl.requireCloseNotify a FIN without close_notify is a
		// failure.
		return this.raw.ended() ? CloseManner.FIN : CloseManner.UNKNOWN;
	}

	private static int millis(Duration duration) {
		return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
	}

	@Override
	public void close() {
		try {
			// Below TLS: its goodbye might wait for a write that is under way.
			this.raw.close();
		}
		catch (IOException ex) {
			// Of no use to anybody any more.
		}
	}

	/**
	 * What came.
	 *
	 * @param bytes how many bytes
	 * @param closed how the connection ended, or {@code null} if it did not
	 */
	record Arrival(int bytes, @Nullable CloseManner closed) {

		boolean nothing() {
			return this.bytes == 0 && this.closed == null;
		}

	}

}
