package io.github.keepalive.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FaultServer}.
 */
class FaultServerTests {

	@Test
	void connectionIsKeptAndExchangesAreNumbered() throws IOException {
		try (FaultServer server = FaultServer.start(); Client client = new Client(server)) {
			assertThat(client.send("GET", "/a", "")).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(client.send("POST", "/b", "abc")).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(server.exchanges()).extracting(Exchange::indexOnConnection).containsExactly(0, 1);
			assertThat(server.exchanges()).extracting(Exchange::bodyBytes).containsExactly(0L, 3L);
			assertThat(server.connectionsOpened()).isOne();
			assertThat(server.connectionsOpen()).isOne();
		}
	}

	@Test
	void chunkedBodyIsReadAfterContinue() throws IOException {
		try (FaultServer server = FaultServer.start(); Client client = new Client(server)) {
			client.write("PUT /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue");
			client.write("4\r\nabcd\r\n1\r\ne\r\n0\r\n\r\n");
			assertThat(client.readResponse(true)).isEqualTo("HTTP/1.1 200 Fixture");
			assertThat(server.exchanges()).singleElement().returns(5L, Exchange::bodyBytes);
		}
	}

	@Test
	void headHasNoBody() throws IOException {
		try (FaultServer server = FaultServer.start(); Client client = new Client(server)) {
			client.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
			client.readHead();
			assertThat(client.send("GET", "/", "")).isEqualTo("HTTP/1.1 200 Fixture");
		}
	}

	@Test
	void queuedBehaviourComesBeforeTheOneForReusedConnections() throws IOException {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.status(503));
				Client client = new Client(server)) {
			server.enqueue(Behaviour.ok(), Behaviour.status(204));
			assertThat(client.send("GET", "/", "")).contains("200");
			client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
			assertThat(client.readHead()).contains("204");
			assertThat(client.send("GET", "/", "")).contains("503");
		}
	}

	@Test
	void resetUnreadResetsAndExecutesNothing() throws IOException {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.resetUnread());
				Client client = new Client(server)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.send("POST", "/", "abc"));
			assertThat(server.exchanges()).singleElement().returns(false, Exchange::executed);
		}
	}

	@Test
	void finAfterRequestExecutesAndEnds() throws IOException {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.finAfterRequest());
				Client client = new Client(server)) {
			assertThat(client.send("POST", "/", "abc")).isNull();
			assertThat(server.exchanges()).singleElement().returns(true, Exchange::executed);
		}
	}

	@Test
	void resetAfterRequestExecutesAndResets() throws IOException {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.resetAfterRequest());
				Client client = new Client(server)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.send("POST", "/", "abc"));
			assertThat(server.exchanges()).singleElement().returns(true, Exchange::executed);
		}
	}

	@Test
	void partialHeadEndsWithinTheStatusLine() throws IOException {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.partialHead());
				Client client = new Client(server)) {
			client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 200 O");
		}
	}

	@Test
	void idleConnectionIsClosedAfterItsWindow() throws IOException {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.closeAfterIdle(Duration.ofMillis(50)));
				Client client = new Client(server)) {
			client.send("GET", "/", "");
			assertThat(client.readHead()).isNull();
		}
	}

	@Test
	void unsolicitedBytesArriveOnTheIdleConnection() throws IOException {
		Behaviour behaviour = Behaviour.unsolicitedAfter(Duration.ofMillis(50), "HTTP/1.1 408 Late\r\n\r\n");
		try (FaultServer server = FaultServer.start().behaviour(behaviour.thenClose());
				Client client = new Client(server)) {
			assertThat(client.send("GET", "/", "")).contains("200");
			assertThat(client.readHead()).isEqualTo("HTTP/1.1 408 Late");
			assertThat(client.readHead()).isNull();
		}
	}

	@Test
	void idleConnectionsAreClosedAndResetOnDemand() throws IOException {
		try (FaultServer server = FaultServer.start(); Client closed = new Client(server)) {
			closed.send("GET", "/", "");
			server.finIdle();
			assertThat(closed.readHead()).isNull();
			try (Client reset = new Client(server)) {
				reset.send("GET", "/", "");
				server.resetIdle();
				assertThatExceptionOfType(SocketException.class).isThrownBy(reset::readHead);
			}
			await().untilAsserted(() -> assertThat(server.connectionsOpen()).isZero());
		}
	}

	@Test
	void tlsServerAnswersAndResets() throws IOException {
		try (FaultServer server = FaultServer.startTls().behaviour(Behaviour.trickle(100, Duration.ofMillis(1)));
				Client client = new Client(server)) {
			assertThat(server.url("/")).startsWith("https://localhost:");
			assertThat(client.send("GET", "/", "")).contains("200");
			server.resetIdle();
			assertThatExceptionOfType(SocketException.class).isThrownBy(client::readHead);
		}
	}

	private static final class Client implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader in;

		Client(FaultServer server) throws IOException {
			this.socket = (server.url("/").startsWith("https")
					? FaultServer.clientSslContext().getSocketFactory().createSocket("localhost", server.port())
					: new Socket("localhost", server.port()));
			this.socket.setSoTimeout(10_000);
			this.in = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
		}

		String send(String method, String path, String body) throws IOException {
			write(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
					+ body);
			return readResponse(true);
		}

		void write(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		String readResponse(boolean body) throws IOException {
			String status = this.in.readLine();
			int length = 0;
			for (String line = this.in.readLine(); line != null && !line.isEmpty(); line = this.in.readLine()) {
				if (line.startsWith("Content-Length: ")) {
					length = Integer.parseInt(line.substring(16));
				}
			}
			for (int i = 0; body && i < length; i++) {
				assertThat(this.in.read()).isEqualTo('k');
			}
			return status;
		}

		String readHead() throws IOException {
			return readResponse(false);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
