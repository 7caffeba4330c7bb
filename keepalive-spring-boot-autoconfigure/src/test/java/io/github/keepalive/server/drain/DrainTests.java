package io.github.keepalive.server.drain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.Drains.Stage;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.server.drain.DrainApplication.Gate;
import io.github.keepalive.testsupport.LogWatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what connections meet while their server is drained.
 */
@Timeout(120)
class DrainTests {

	private static final String ON = "keepalive.server.drain.enabled=true";

	private static final String CLOSE = "connection: close";

	@ParameterizedTest
	@EnumSource
	void answersAllAndEndsEachConnection(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start(ON, "keepalive.server.drain.period=2s");
		int port = DrainServer.port(context);
		try (LogWatch log = LogWatch.on("io.github.keepalive");
				Peer unused = used(port);
				Peer kept = used(port);
				Peer held = new Peer(port);
				Peer stream = new Peer(port)) {
			held.get("/held");
			context.getBean(Gate.class).awaitArrival();
			stream.get("/stream");
			String streamHead = stream.head();
			stream.awaitText("first");
			Closing closing = Closing.draining(context);
			// An idle connection may be used once more.
			assertThat(kept.get("/quick").response()).contains("200", CLOSE, "quick");
			assertThat(kept.end()).isEqualTo("FIN");
			// New ones are accepted.
			assertThat(once(port, "/tasks")).contains("200", CLOSE, "scheduled async running");
			assertThat(once(port, "/missing")).contains("404", CLOSE);
			assertThat(once(port, "/actuator/health/liveness")).contains("200", CLOSE);
			assertThat(once(port, "/actuator/health/readiness")).contains("503", CLOSE);
			try (Peer post = new Peer(port)) {
				assertThat(post.post("/quick", "body").response()).contains("200", CLOSE, "body");
			}
			// Those in flight are answered, too.
			context.getBean(Gate.class).open();
			assertThat(held.response()).contains("200", CLOSE, "held");
			assertThat(held.end()).isEqualTo("FIN");
			assertThat(streamHead).doesNotContain(CLOSE);
			stream.awaitText("last");
			assertThat(unused.end()).isEqualTo("FIN");
			unused.close();
			closing.await();
			assertThat(log.messages()).filteredOn((line) -> line.startsWith("Drained"))
				.singleElement()
				.asString()
				.contains(" responses ended their connections")
				.contains(" by us");
		}
		finally {
			context.close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void blockingResponseInFlightEndsItsConnection(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start(ON, "keepalive.server.drain.period=1s");
		try (Peer held = new Peer(DrainServer.port(context))) {
			held.get("/held-in-thread");
			context.getBean(Gate.class).awaitArrival();
			Closing closing = Closing.draining(context);
			context.getBean(Gate.class).open();
			assertThat(held.response()).contains("200", CLOSE, "held");
			assertThat(held.end()).isEqualTo("FIN");
			closing.await();
		}
		finally {
			context.close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void responseThatOutlastsTheDrainIsFinished(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start(ON, "keepalive.server.drain.period=500ms");
		try (Peer held = new Peer(DrainServer.port(context))) {
			held.get("/held");
			context.getBean(Gate.class).awaitArrival();
			ServerRegistry servers = context.getBean(ServerRegistry.class);
			Closing closing = Closing.draining(context);
			if (server != DrainServer.NETTY) {
				// Reactor Netty's requests are waited for by the drain itself.
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> servers.drains().stage() == Stage.DRAINED);
			}
			else {
				Awaitility.await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
			}
			context.getBean(Gate.class).open();
			assertThat(held.response()).contains("200", CLOSE, "held");
			assertThat(held.end()).isEqualTo("FIN");
			closing.await();
		}
		finally {
			context.close();
		}
	}

	@Test
	void endsWhenNobodyIsLeftAndReadinessWasRefusedThreeTimes() throws Exception {
		ConfigurableApplicationContext context = DrainServer.TOMCAT.start(ON, "keepalive.server.drain.period=100s");
		int port = DrainServer.port(context);
		once(port, "/quick");
		Closing closing = Closing.draining(context);
		for (int i = 0; i < 3; i++) {
			assertThat(once(port, "/actuator/health/readiness")).contains("503", CLOSE);
		}
		assertThat(closing.await()).isLessThan(Duration.ofSeconds(60));
	}

	@Test
	void managementServerAnswersOn() throws Exception {
		ConfigurableApplicationContext context = DrainServer.JETTY.start(ON, "keepalive.server.drain.period=100s",
				"management.server.port=0", "management.endpoints.web.exposure.include=*");
		int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
		once(DrainServer.port(context), "/quick");
		Closing closing = Closing.draining(context);
		try (Peer checks = new Peer(management)) {
			assertThat(checks.get("/actuator/health/liveness").response()).contains("200").doesNotContain(CLOSE);
			assertThat(checks.get("/actuator/keepalive").response()).contains("\"stage\":\"draining\"");
			for (int i = 0; i < 3; i++) {
				assertThat(checks.get("/actuator/health/readiness").response()).contains("503");
			}
			assertThat(closing.await()).isLessThan(Duration.ofSeconds(60));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void http2IsAnsweredWithoutAHeaderThatItForbids(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start(ON, "keepalive.server.drain.period=1s",
				"server.http2.enabled=true");
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + DrainServer.port(context) + "/quick"))
			.build();
		HttpClient client = HttpClient.newHttpClient();
		client.send(request, BodyHandlers.ofString());
		Closing closing = Closing.draining(context);
		HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().map()).doesNotContainKey("connection");
		closing.await();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void stopsAtOnceWhenNobodyEverConnected(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start(ON, "keepalive.server.drain.period=100s");
		assertThat(Closing.of(context).await()).isLessThan(Duration.ofSeconds(60));
	}

	@Test
	void secondCloseDoesNotDrainAgain() throws Exception {
		ConfigurableApplicationContext context = DrainServer.TOMCAT.start(ON, "keepalive.server.drain.period=1s");
		try (LogWatch log = LogWatch.on("io.github.keepalive")) {
			once(DrainServer.port(context), "/quick");
			Closing first = Closing.draining(context);
			Closing second = Closing.of(context);
			first.await();
			second.await();
			assertThat(log.messages()).filteredOn((line) -> line.startsWith("Drained")).hasSize(1);
		}
	}

	@Test
	void interruptEndsTheDrain() throws Exception {
		ConfigurableApplicationContext context = DrainServer.TOMCAT.start(ON, "keepalive.server.drain.period=100s");
		once(DrainServer.port(context), "/quick");
		Closing closing = Closing.draining(context);
		closing.interrupt();
		assertThat(closing.await()).isLessThan(Duration.ofSeconds(60));
	}

	@Test
	void doesNotDrainWhereTheServerStopsImmediately() throws Exception {
		ConfigurableApplicationContext context = DrainServer.TOMCAT.start(ON, "keepalive.server.drain.period=100s",
				"server.shutdown=immediate");
		once(DrainServer.port(context), "/quick");
		assertThat(Closing.of(context).await()).isLessThan(Duration.ofSeconds(60));
	}

	private static Peer used(int port) throws IOException {
		Peer peer = new Peer(port);
		assertThat(peer.get("/quick").response()).contains("200", "quick").doesNotContain(CLOSE);
		return peer;
	}

	private static String once(int port, String path) throws IOException {
		try (Peer peer = new Peer(port)) {
			String response = peer.get(path).response();
			return List.of(response, response.contains(CLOSE) ? peer.end() : "").toString();
		}
	}

}
