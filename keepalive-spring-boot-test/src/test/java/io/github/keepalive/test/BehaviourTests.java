package io.github.keepalive.test;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Behaviour}, as a client sees it on the wire.
 */
@Timeout(60)
class BehaviourTests {

	private static final Duration SOON = Duration.ofMillis(50);

	private FaultServer server = FaultServer.start();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void resetUnreadExecutesNothing() throws IOException {
		this.server.behaviour(Behaviour.resetUnread());
		try (WireClient client = new WireClient(this.server)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.send("POST", "/", "abc"));
		}
		assertThat(this.server).attempted("POST /", 1).notExecuted("POST /");
	}

	@Test
	void finAfterRequestExecutesAndEnds() throws IOException {
		this.server.behaviour(Behaviour.finAfterRequest());
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("POST", "/", "abc")).isNull();
		}
		assertThat(this.server).executedOnce("POST /");
	}

	@Test
	void resetAfterRequestExecutesAndResets() throws IOException {
		this.server.behaviour(Behaviour.resetAfterRequest());
		try (WireClient client = new WireClient(this.server)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.send("POST", "/", "abc"));
		}
		assertThat(this.server).executedOnce("POST /");
	}

	@Test
	void partialHeadEndsWithinTheStatusLine() throws IOException {
		this.server.behaviour(Behaviour.partialHead());
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("POST", "/", "abc")).isEqualTo("HTTP/1.1 200 O");
		}
		assertThat(this.server).executedOnce("POST /");
	}

	@Test
	void partialBodyEndsBeforeItsLength() throws IOException {
		this.server.behaviour(Behaviour.partialBody());
		try (WireClient client = new WireClient(this.server)) {
			client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 200 OK");
			assertThat(client.readLine()).isEqualTo("ok");
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThat(this.server).executedOnce("GET /");
	}

	@Test
	void hangExecutesAndSaysNothing() throws IOException {
		this.server.behaviour(Behaviour.hang());
		try (WireClient client = new WireClient(this.server)) {
			client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
			await().untilAsserted(() -> assertThat(this.server).executedOnce("GET /"));
			this.server.close();
			assertThat(client.readHead()).isNull();
		}
	}

	@Test
	void statusCountsAsExecutedAndKeepsTheConnection() throws IOException {
		this.server.behaviour(Behaviour.status(503, "Retry-After: 1"));
		try (WireClient client = new WireClient(this.server)) {
			client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(client.readLine()).isEqualTo("HTTP/1.1 503 Fixture");
			assertThat(client.readLine()).isEqualTo("Content-Length: 2");
			assertThat(client.readLine()).isEqualTo("X-Connection: 0");
			assertThat(client.readLine()).isEqualTo("Retry-After: 1");
			assertThat(client.readLine()).isEmpty();
			assertThat(client.read()).isEqualTo('k');
			assertThat(client.read()).isEqualTo('k');
			assertThat(client.send("GET", "/", "")).contains("503");
		}
		assertThat(this.server).executed("GET /", 2).openedConnections(1);
	}

	@Test
	void idleConnectionIsClosedAfterItsWindow() throws IOException {
		this.server.behaviour(Behaviour.closeAfterIdle(SOON));
		try (WireClient client = new WireClient(this.server)) {
			client.send("GET", "/", "");
			assertThat(client.readHead()).isNull();
		}
	}

	@Test
	void idleConnectionIsResetAfterItsWindow() throws IOException {
		this.server.behaviour(Behaviour.closeAfterIdle(SOON).byReset());
		try (WireClient client = new WireClient(this.server)) {
			client.send("GET", "/", "");
			assertThatExceptionOfType(SocketException.class).isThrownBy(client::readHead);
		}
	}

	@Test
	void idleConnectionGetsRequestTimeoutAndEnds() throws IOException {
		this.server.behaviour(Behaviour.requestTimeoutWhileIdle(SOON));
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.readLine()).isEqualTo("HTTP/1.1 408 Request Timeout");
			assertThat(client.readLine()).isEqualTo("Content-Length: 0");
			assertThat(client.readLine()).isEqualTo("Connection: close");
			assertThat(client.readLine()).isEmpty();
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThat(this.server.unsolicitedSent()).isOne();
	}

	@Test
	void unsolicitedBytesArriveOnTheIdleConnectionWhichStaysOpen() throws IOException {
		this.server.enqueue(Behaviour.unsolicitedAfter(SOON, "HTTP/1.1 408 Late\r\n\r\n"));
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 408 Late");
			assertThat(client.send("GET", "/", "")).contains("200");
		}
		assertThat(this.server.unsolicitedSent()).isOne();
		assertThat(this.server).openedConnections(1);
	}

	@Test
	void unsolicitedBytesArriveRightBehindTheResponse() throws IOException {
		this.server.behaviour(Behaviour.unsolicitedAfter(Duration.ZERO, "stray").thenClose());
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.readLine()).isEqualTo("stray");
			assertThat(client.read()).isEqualTo(-1);
		}
		await().untilAsserted(() -> assertThat(this.server.unsolicitedSent()).isOne());
	}

	@Test
	void connectionEndsBehindTheResponse() throws IOException {
		this.server.behaviour(Behaviour.ok(10).withHeaders("Connection: close").thenClose());
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void delayPrecedesWhateverIsDone() throws IOException {
		this.server.behaviour(Behaviour.finAfterRequest().withDelay(Duration.ofMillis(200)));
		try (WireClient client = new WireClient(this.server)) {
			long start = System.nanoTime();
			assertThat(client.send("GET", "/", "")).isNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void tlsConnectionEndsWithCloseNotifyUnlessToldOtherwise(boolean truncated) throws IOException {
		this.server.close();
		this.server = FaultServer.startTls();
		Behaviour orderly = Behaviour.closeAfterIdle(SOON);
		this.server.behaviour(truncated ? orderly.withoutCloseNotify() : orderly);
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			long received = client.bytesReceived();
			assertThat(client.read()).isEqualTo(-1);
			assertThat(client.bytesReceived() > received).isEqualTo(!truncated);
		}
	}

	@Test
	void behaviourIsAValueThatNamesItself() {
		Behaviour behaviour = Behaviour.unsolicitedAfter(SOON, "x").thenClose();
		assertThat(behaviour).isEqualTo(Behaviour.unsolicitedAfter(SOON, "x").thenClose())
			.hasSameHashCodeAs(Behaviour.unsolicitedAfter(SOON, "x").thenClose())
			.isNotEqualTo(Behaviour.unsolicitedAfter(SOON, "x"))
			.hasToString("unsolicitedAfter(PT0.05S, \"x\").thenClose()");
		assertThat(Behaviour.finAfterRequest().byReset()).isEqualTo(Behaviour.resetAfterRequest());
		assertThat(Behaviour.status(503)).hasToString("status(503)");
		assertThat(Behaviour.status(200, "A: b")).hasToString("status(200, [A: b])");
	}

	@Test
	void idleTimeOfZeroIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Behaviour.closeAfterIdle(Duration.ZERO))
			.withMessage("'idle' must be above zero, but is PT0S");
	}

}
