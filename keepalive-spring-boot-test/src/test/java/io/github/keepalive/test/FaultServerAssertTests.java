package io.github.keepalive.test;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FaultServerAssert}.
 */
class FaultServerAssertTests {

	private final FaultServer server = FaultServer.start();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void whatHappenedPasses() throws IOException {
		send("POST", "a");
		send("POST", "b");
		send("GET", "c");
		send("GET", "c");
		assertThat(this.server).executedOnce("a")
			.executed("c", 2)
			.attempted("b", 1)
			.notExecuted("d")
			.attempted("d", 0)
			.openedConnections(4);
	}

	@Test
	void messageShowsWhatTheServerSaw() throws IOException {
		send("POST", "100%");
		this.server.behaviour(Behaviour.resetUnread());
		try (WireClient client = new WireClient(this.server)) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.send("PUT", "/p", "body"));
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.server).executed("PUT /p", 2))
			.withMessage("""
					Expected request <PUT /p> to have been executed 2 times, but it was 0 times. The server saw:\s
					  connection 0, request 1 on it: 100%, 4 bytes of body, executed
					  connection 1, request 1 on it: PUT /p, 0 bytes of body, not executed""");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.server).notExecuted("100%"))
			.withMessageStartingWith("Expected request <100%> to have been executed 0 times, but it was once.");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.server).attempted("PUT /p", 0))
			.withMessageStartingWith("Expected request <PUT /p> to have been attempted 0 times, but it was once.");
	}

	@Test
	void messageSaysThatNothingArrived() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.server).as("order").executedOnce("a"))
			.withMessage("[order] Expected request <a> to have been executed once, but it was 0 times. "
					+ "The server saw: no request");
	}

	@Test
	void repeatedExecutionOfAnyRequestIsNamed() throws IOException {
		send("POST", "a");
		assertThat(this.server).executedAtMostOnce();
		send("POST", "b");
		send("POST", "b");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.server).executedAtMostOnce())
			.withMessageStartingWith(
					"Expected every request to have been executed at most once, " + "but <b> was executed 2 times.");
	}

	@Test
	void numberOfConnectionsIsCompared() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.server).openedConnections(1))
			.withMessageStartingWith("Expected 1 connection(s) to have been opened, but there were 0.");
	}

	private void send(String method, String id) throws IOException {
		try (WireClient client = new WireClient(this.server)) {
			client.send(method, "/", "body", "X-Request-Id: " + id);
		}
	}

}
