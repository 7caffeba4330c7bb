package io.github.keepalive.test;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.github.keepalive.test.Plan.Ending;
import io.github.keepalive.test.Plan.Fault;
import io.github.keepalive.test.Plan.WhenIdle;
import io.github.keepalive.test.RequestReader.Head;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection of a {@link FaultServer}. Served by a thread of its own;
 * whether it is idle is guarded by this object's monitor.
 */
final class FaultConnection {

	private final PeerSocket socket;

	private final int number;

	private final Script script;

	private final Journal journal;

	private final Consumer<Duration> pause;

	private final CountDownLatch end = new CountDownLatch(1);

	private RequestReader reader;

	private ResponseWriter writer;

	private int index;

	private int chapter;

	private boolean idle = true;

	private boolean ended;

	private @Nullable WhenIdle due;

	FaultConnection(Socket raw, int number, Script script, Journal journal, Consumer<Duration> pause)
			throws IOException {
		this.socket = new PeerSocket(raw);
		this.number = number;
		this.script = script;
		this.journal = journal;
		this.pause = pause;
		this.reader = new RequestReader(raw.getInputStream());
		this.writer = new ResponseWriter(raw.getOutputStream(), number, pause);
	}

	void serve(@Nullable SSLContext tls) throws IOException {
		try {
			open(tls);
			Plan last = Behaviour.ok().plan();
			while (last != null && awaitRequest(last) && begin()) {
				last = exchange();
			}
		}
		finally {
			close(Ending.FIN);
			this.end.countDown();
		}
	}

	private void open(@Nullable SSLContext tls) throws IOException {
		// Not under the lock: clients such as Jetty open connections ahead and leave them
		// without a handshake until they need them, but closing must not wait for that.
		Socket opened = this.socket.open(tls);
		synchronized (this) {
			this.reader = new RequestReader(opened.getInputStream());
			this.writer = new ResponseWriter(opened.getOutputStream(), this.number, this.pause);
		}
	}

	private synchronized boolean begin() {
		// A read that was under way while the socket was closed may still return bytes.
		if (this.ended) {
			return false;
		}
		this.idle = false;
		this.chapter = this.journal.chapter();
		return true;
	}

	void close(Ending ending) {
		this.socket.close(ending);
	}

	synchronized boolean closeIfIdle(Ending ending) {
		if (this.idle && !this.ended) {
			this.ended = true;
			close(ending);
			return true;
		}
		return false;
	}

	/**
	 * Waits until its thread is through with it: while a read is blocked the system keeps
	 * the socket, and neither FIN nor RST is on its way.
	 */
	void awaitEnd() {
		try {
			this.end.await(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	synchronized boolean writeIfIdle(String bytes) {
		if (!this.idle || this.ended || this.index == 0) {
			return false;
		}
		try {
			this.writer.write(bytes);
			this.journal.unsolicitedWritten(this.chapter);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns whether this connection owes nothing to what was asked for so far.
	 * @return whether it is idle and stays so by itself
	 */
	synchronized boolean isSettled() {
		return this.idle && this.due == null;
	}

	private boolean awaitRequest(Plan last) throws IOException {
		WhenIdle whenIdle = last.later();
		if (whenIdle == null) {
			return this.reader.awaitRequest();
		}
		this.socket.timeout(whenIdle.afterMillis());
		try {
			return this.reader.awaitRequest();
		}
		catch (SocketTimeoutException ex) {
			return act(whenIdle, last.ending());
		}
		finally {
			this.socket.timeout(0);
		}
	}

	private boolean act(WhenIdle whenIdle, Ending ending) throws IOException {
		if (!whenIdle.bytes().isEmpty()) {
			writeIfIdle(whenIdle.bytes());
		}
		if (whenIdle.close()) {
			close(ending);
			return false;
		}
		synchronized (this) {
			this.due = null;
		}
		this.socket.timeout(0);
		return this.reader.awaitRequest();
	}

	private @Nullable Plan exchange() throws IOException {
		Head head = this.reader.head();
		Plan plan = this.script.choose(this.index > 0);
		if (plan.fault() == Fault.UNREAD) {
			record(head, false);
			this.pause.accept(plan.response().beforeHead());
		}
		else {
			read(head);
			this.pause.accept(plan.response().beforeHead());
			if (answer(head, plan)) {
				return plan;
			}
		}
		close(plan.ending());
		return null;
	}

	private void read(Head head) throws IOException {
		if (head.expectsContinue()) {
			this.writer.write("HTTP/1.1 100 Continue\r\n\r\n");
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
		this.journal.record(this.chapter, new Exchange(this.journal.id(head), head.method(), head.path(),
				head.headers(), this.reader.bodyBytes(), this.number, this.index, executed));
		this.index++;
	}

	private boolean answer(Head head, Plan plan) throws IOException {
		switch (plan.fault()) {
			case PARTIAL_HEAD -> this.writer.write("HTTP/1.1 200 O");
			case PARTIAL_BODY -> this.writer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok");
			case HANG -> this.reader.untilEnd();
			case NONE -> {
				return respond(head, plan);
			}
			default -> {
				// The end of the connection is all there is.
			}
		}
		return false;
	}

	private boolean respond(Head head, Plan plan) throws IOException {
		WhenIdle atOnce = plan.atOnce();
		boolean keep = !head.close() && !plan.close() && (atOnce == null || !atOnce.close());
		byte[] last = this.writer.begin(head, plan.response(), (atOnce != null) ? atOnce.bytes() : "");
		synchronized (this) {
			// Whoever has read the last byte finds it idle: closeIfIdle waits here.
			this.writer.write(last);
			this.idle = keep;
			this.due = plan.later();
		}
		if (atOnce != null) {
			this.journal.unsolicitedWritten(this.chapter);
		}
		return keep;
	}

}
