package io.github.keepalive.test;

import java.util.List;

import javax.net.ssl.SSLContext;

import io.github.keepalive.test.Plan.Ending;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A raw-socket HTTP/1.1 server on 127.0.0.1 that fails exactly as told. It accepts any
 * request, does what the {@link Behaviour} for it says (answers 200 until told
 * otherwise), and keeps a record of every request until {@link #reset()}, so its memory
 * grows with them. AssertJ's {@code assertThat(server)} leads to
 * {@link FaultServerAssert}.
 * <p>
 * Safe for use by several threads. All its threads are daemons: a server that is never
 * closed does not keep the JVM alive.
 *
 * @since 0.1.0
 * @see KeepAliveFaultServer
 */
public final class FaultServer implements AutoCloseable, AssertProvider<FaultServerAssert> {

	private final Script script = new Script();

	private final Journal journal = new Journal();

	private final Acceptor acceptor;

	private volatile int openedBeforeReset;

	private FaultServer(@Nullable SSLContext tls) {
		this.acceptor = Acceptor.start(tls, this.script, this.journal);
	}

	/**
	 * Starts a server on a free port.
	 * @return the server
	 */
	public static FaultServer start() {
		return new FaultServer(null);
	}

	/**
	 * Starts a TLS server on a free port. Its certificate is the one of
	 * {@link FaultServerTls}.
	 * @return the server
	 */
	public static FaultServer startTls() {
		return new FaultServer(FaultServerTls.server());
	}

	/**
	 * Returns a context for clients of the TLS server.
	 * @return a context that trusts the server's certificate and nothing else
	 */
	public static SSLContext clientSslContext() {
		return FaultServerTls.client();
	}

	public int port() {
		return this.acceptor.port();
	}

	/**
	 * Returns the URL of a path.
	 * @param path the path with its slash, or an empty string for a base URL
	 * @return the URL, with {@code localhost} as its host
	 */
	public String url(String path) {
		return (this.acceptor.secure() ? "https" : "http") + "://localhost:" + port() + path;
	}

	/**
	 * Names the request header that identifies a request across repeats, by default
	 * {@code X-Request-Id}. Requests without it are identified by method and path, such
	 * as {@code POST /orders}.
	 * @param name the name of the header
	 * @return this server
	 */
	public FaultServer requestIdHeader(String name) {
		this.journal.idHeader(name);
		return this;
	}

	/**
	 * For every request from now on.
	 * @param all the behaviour
	 * @return this server
	 */
	public FaultServer behaviour(Behaviour all) {
		this.script.all(all);
		return this;
	}

	/**
	 * For requests that are not the first of their connection.
	 * @param reused the behaviour, {@code null} for the same as with others
	 * @return this server
	 */
	public FaultServer onReused(@Nullable Behaviour reused) {
		this.script.reused(reused);
		return this;
	}

	/**
	 * For the next requests in the order in which their heads arrive, before the others.
	 * @param next the behaviours
	 * @return this server
	 */
	public FaultServer enqueue(Behaviour... next) {
		this.script.enqueue(next);
		return this;
	}

	/**
	 * Returns all requests whose head arrived. What a client wrote on a connection that
	 * had ended is none.
	 * @return the requests in the order in which they were recorded
	 */
	public List<Exchange> exchanges() {
		return this.journal.exchanges();
	}

	/**
	 * Returns how often a request arrived.
	 * @param id the request's id
	 * @return the number of requests with that id
	 * @see #requestIdHeader(String)
	 */
	public int attempts(String id) {
		return this.journal.attempts(id);
	}

	/**
	 * Returns how often a request arrived as a whole, so that a real server would have
	 * acted on it, whatever became of the response.
	 * @param id the request's id
	 * @return the number of executed requests with that id
	 * @see #requestIdHeader(String)
	 */
	public int executions(String id) {
		return this.journal.executions(id);
	}

	public int connectionsOpened() {
		return this.acceptor.opened() - this.openedBeforeReset;
	}

	public int connectionsOpen() {
		return this.acceptor.open();
	}

	/**
	 * Returns how often bytes nobody had asked for have been handed to the network, those
	 * of a 408 on an idle connection included. A test that needs them to have been sent
	 * waits for this, or uses {@link #writeIdle(String)}.
	 * @return the count
	 */
	public int unsolicitedSent() {
		return this.journal.unsolicited();
	}

	/**
	 * Closes every idle connection now: when this returns, the clients' systems know. A
	 * connection whose response the caller has seen is idle.
	 * @return how many were closed
	 */
	public int finIdle() {
		return this.acceptor.closeIdle(Ending.FIN);
	}

	/**
	 * Resets every idle connection now: when this returns, the clients' systems know.
	 * @return how many were reset
	 */
	public int resetIdle() {
		return this.acceptor.closeIdle(Ending.RESET);
	}

	/**
	 * Writes bytes nobody asked for on every idle connection that has carried a request.
	 * @param bytes what is written, as ISO-8859-1
	 * @return on how many connections
	 */
	public int writeIdle(String bytes) {
		return this.acceptor.writeIdle(bytes);
	}

	/**
	 * Forgets behaviours, requests and counts, for the next test. Connections that are
	 * busy, or about to be closed or written to by a behaviour, are closed. Other idle
	 * ones stay open, as a client that outlives the test may have them in its pool.
	 */
	public void reset() {
		this.acceptor.closeUnsettled();
		this.script.clear();
		this.journal.nextChapter();
		this.openedBeforeReset = this.acceptor.opened();
	}

	@Override
	public void close() {
		this.acceptor.close();
	}

	/**
	 * Returns the assertions for this server.
	 * @return the assertions
	 * @deprecated to prevent accidental use, in favour of AssertJ's
	 * {@code assertThat(server)}
	 */
	@Override
	@Deprecated(since = "0.1.0", forRemoval = false)
	public FaultServerAssert assertThat() {
		return new FaultServerAssert(this);
	}

	@Override
	public String toString() {
		return "FaultServer " + url("");
	}

}
