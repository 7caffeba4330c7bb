package io.github.keepalive.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FaultServer}.
 */
@Timeout(60)
class FaultServerTests {

	private FaultServer server = FaultServer.start();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void connectionIsKeptAndExchangesAreNumbered() throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/a", "")).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(client.send("POST", "/b", "abc")).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(this.server.exchanges()).extracting(Exchange::indexOnConnection).containsExactly(0, 1);
			assertThat(this.server.exchanges()).extracting(Exchange::reused).containsExactly(false, true);
			assertThat(this.server.exchanges()).extracting(Exchange::bodyBytes).containsExactly(0L, 3L);
			assertThat(this.server.connectionsOpened()).isOne();
			assertThat(this.server.connectionsOpen()).isOne();
		}
	}

	@Test
	void chunkedBodyIsReadAfterContinue() throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			client.write("PUT /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue");
			client.write("4\r\nabcd\r\n1\r\ne\r\n0\r\n\r\n");
			assertThat(client.readResponse(true)).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(this.server.exchanges()).singleElement().returns(5L, Exchange::bodyBytes);
		}
	}

	@Test
	void headHasNoBody() throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			client.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
			client.readHead();
			assertThat(client.send("GET", "/", "")).isEqualTo("HTTP/1.1 200 Fixture");
		}
	}

	@Test
	void queuedBehaviourComesBeforeTheOneForReusedConnections() throws IOException {
		this.server.onReused(Behaviour.status(503)).enqueue(Behaviour.ok(), Behaviour.status(204));
		try (WireClient client = new WireClient(this.server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.send("GET", "/", "")).contains("204");
			assertThat(client.send("GET", "/", "")).contains("503");
			this.server.onReused(null);
			assertThat(client.send("GET", "/", "")).contains("200");
		}
	}

	@Test
	void requestIsIdentifiedByItsHeaderOrElseByMethodAndPath() throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			client.send("GET", "/a", "", "X-Request-Id: 1");
			client.send("GET", "/b", "", "x-request-id: 1");
			client.send("GET", "/b", "", "X-Request-Id:");
			this.server.requestIdHeader("Idempotency-Key");
			client.send("GET", "/a", "", "Idempotency-Key: 1");
			client.send("GET", "/a?x=y", "", "X-Request-Id: 1");
		}
		assertThat(this.server.attempts("1")).isEqualTo(3);
		assertThat(this.server.executions("1")).isEqualTo(3);
		assertThat(this.server.exchanges()).extracting(Exchange::id)
			.containsExactly("1", "1", "GET /b", "1", "GET /a?x=y");
	}

	@Test
	void requestWhoseBodyBreaksOffIsNotExecuted() throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
		}
		await().untilAsserted(() -> assertThat(this.server).attempted("POST /", 1));
		assertThat(this.server).notExecuted("POST /");
	}

	@Test
	void javaClientIsServed() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.server.url("/orders")))
			.header("X-Request-Id", "order-1")
			.POST(BodyPublishers.ofString("abc"))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("kk");
		assertThat(this.server).executedOnce("order-1");
	}

	@Test
	void idleConnectionsAreClosedAndResetOnDemand() throws IOException {
		try (WireClient closed = new WireClient(this.server)) {
			closed.send("GET", "/", "");
			assertThat(this.server.finIdle()).isOne();
			assertThat(this.server.connectionsOpen()).isZero();
			assertThat(closed.readHead()).isNull();
			try (WireClient reset = new WireClient(this.server)) {
				reset.send("GET", "/", "");
				assertThat(this.server.resetIdle()).isOne();
				assertThatExceptionOfType(SocketException.class).isThrownBy(reset::readHead);
			}
		}
	}

	@Test
	void bytesAreWrittenToIdleConnectionsOnDemand() throws IOException {
		try (WireClient unused = new WireClient(this.server); WireClient client = new WireClient(this.server)) {
			client.send("GET", "/", "");
			assertThat(this.server.writeIdle("stray\r\n")).isOne();
			assertThat(client.readLine()).isEqualTo("stray");
			assertThat(this.server.unsolicitedSent()).isOne();
			assertThat(client.send("GET", "/", "")).contains("200");
		}
	}

	@Test
	void busyConnectionIsNotClosedAsIdle() throws IOException {
		this.server.behaviour(Behaviour.hang());
		try (WireClient client = new WireClient(this.server)) {
			client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
			await().untilAsserted(() -> assertThat(this.server).attempted("GET /", 1));
			assertThat(this.server.finIdle()).isZero();
			assertThat(this.server.resetIdle()).isZero();
		}
	}

	@Test
	void resetForgetsAndKeepsIdleConnections() throws IOException {
		this.server.requestIdHeader("X-Id").onReused(Behaviour.status(503)).enqueue(Behaviour.ok());
		try (WireClient client = new WireClient(this.server)) {
			client.send("GET", "/", "");
			this.server.enqueue(Behaviour.status(500)).behaviour(Behaviour.hang());
			this.server.reset();
			assertThat(this.server.exchanges()).isEmpty();
			assertThat(this.server.unsolicitedSent()).isZero();
			assertThat(client.send("GET", "/", "", "X-Id: kept")).contains("200");
			assertThat(this.server).executedOnce("kept").openedConnections(0);
		}
	}

	@Test
	void resetClosesWhatIsUnderWayAndRecordsNothingOfIt() throws IOException {
		this.server.enqueue(Behaviour.closeAfterIdle(Duration.ofMinutes(1)));
		try (WireClient due = new WireClient(this.server); WireClient busy = new WireClient(this.server)) {
			due.send("GET", "/", "");
			busy.write("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
			assertThat(busy.readHead()).isEqualTo("HTTP/1.1 100 Continue");
			this.server.reset();
			assertThat(due.readHead()).isNull();
			assertThat(busy.readHead()).isNull();
			assertThat(this.server.connectionsOpen()).isZero();
			assertThat(this.server.exchanges()).isEmpty();
		}
	}

	@Test
	void tlsServerAnswersAndResets() throws IOException {
		try (FaultServer secure = FaultServer.startTls(); WireClient client = new WireClient(secure)) {
			secure.behaviour(Behaviour.trickle(100, Duration.ofMillis(1)));
			assertThat(secure.url("/")).isEqualTo("https://localhost:" + secure.port() + "/");
			assertThat(client.send("GET", "/", "")).contains("200");
			secure.resetIdle();
			assertThatExceptionOfType(SocketException.class).isThrownBy(client::readHead);
		}
	}

	@Test
	void closedServerRefusesConnections() {
		this.server.close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new WireClient(this.server));
	}

}
