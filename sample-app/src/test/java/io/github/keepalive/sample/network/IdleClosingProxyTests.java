package io.github.keepalive.sample.network;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdleClosingProxyTests {

	private static final Duration WINDOW = Duration.ofMillis(300);

	// What no stall of the machine outlasts.
	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration DELAY = Duration.ofMillis(20);

	private final Origin origin = Origin.start(0);

	private final IdleClosingProxy proxy = IdleClosingProxy.start(this.origin.port(), WINDOW);

	private final DelayedPath path = DelayedPath.start(0, 2, this.proxy.port(), DELAY);

	@AfterEach
	void close() {
		this.path.close();
		this.proxy.close();
		this.origin.close();
	}

	@Test
	void closesConnectionThatWasIdleForTheWindow() throws Exception {
		try (HttpCaller caller = new HttpCaller(this.proxy.port())) {
			assertThat(callUntilClosed(caller)).isGreaterThanOrEqualTo(WINDOW);
		}
	}

	@Test
	void keepsConnectionThatIsUsedInTime() throws Exception {
		this.proxy.window(LONG);
		try (HttpCaller caller = new HttpCaller(this.proxy.port())) {
			for (int i = 0; i < 20; i++) {
				assertThat(caller.call("a", "id" + i)).isEqualTo("HTTP/1.1 200 OK");
			}
		}
		assertThat(this.proxy.connectionsOpened("a")).isOne();
		assertThat(this.proxy.connectionsOpened("b")).isZero();
	}

	@Test
	void changedWindowCounts() throws Exception {
		this.proxy.window(Duration.ofMillis(900));
		try (HttpCaller caller = new HttpCaller(this.proxy.port())) {
			assertThat(callUntilClosed(caller)).isGreaterThanOrEqualTo(Duration.ofMillis(900));
		}
	}

	@Test
	void pathDelaysRequestAndResponse() throws Exception {
		try (HttpCaller caller = new HttpCaller(this.path.port(1))) {
			long start = System.nanoTime();
			assertThat(caller.call("a", "1")).isEqualTo("HTTP/1.1 200 OK");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
		}
	}

	@Test
	void pathDelaysTheClose() throws Exception {
		try (HttpCaller caller = new HttpCaller(this.path.port(1))) {
			assertThat(callUntilClosed(caller)).isGreaterThanOrEqualTo(WINDOW.plus(DELAY.multipliedBy(2)));
		}
	}

	@Test
	void pathPassesOnLongMessages() throws Exception {
		this.proxy.window(LONG);
		try (HttpCaller caller = new HttpCaller(this.path.port(1))) {
			int length = 3_000_000;
			caller.send("POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n".formatted(length) + "x".repeat(length));
			assertThat(caller.call("a", "1")).isEqualTo("HTTP/1.1 200 OK");
		}
	}

	@Test
	void requestInARaceWithTheCloseIsNotExecuted() throws Exception {
		try (HttpCaller caller = new HttpCaller(this.path.port(1))) {
			callUntilClosed(caller);
			assertThat(lateCall(caller)).isNotEqualTo("HTTP/1.1 200 OK");
		}
		assertThat(this.origin.duplicates("a")).isZero();
	}

	// From before the call: the proxy may hang up long before we have seen its response.
	private static Duration callUntilClosed(HttpCaller caller) throws IOException {
		long start = System.nanoTime();
		caller.call("a", "1");
		assertThat(caller.read()).isNegative();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static String lateCall(HttpCaller caller) {
		try {
			return caller.call("a", "1");
		}
		catch (IOException ex) {
			return "reset";
		}
	}

}
