package io.github.keepalive.edge;

import java.time.Duration;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Edge cases of {@code Keep-Alive} response headers, on each transport.
 */
@Timeout(60)
class HintEdgeTests {

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain();

	private final FaultServer server = FaultServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void connectionThatThePeerDoesNotKeepIsNotPooled(Transport transport) {
		int opened = 0;
		for (String header : new String[] { "timeout=0", "timeout=0.5", "max=0", "timeout=60, max=1" }) {
			this.server.enqueue(Behaviour.ok().withHeaders("Keep-Alive: " + header));
			clients.client(transport).send(this.server.url("/"), Send.get());
			opened++;
			awaitClosed();
			assertThat(this.server.connectionsOpened()).as(header).isEqualTo(opened);
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionIsGivenUpBeforeThePeersWord(Transport transport) {
		this.server.behaviour(Behaviour.ok().withHeaders("Keep-Alive: timeout=60", "Keep-Alive: timeout=6.0, max=100"));
		clients.client(transport).warmUp(this.server.url("/"));
		advance(transport, Duration.ofMillis(4900));
		clients.client(transport).warmUp(this.server.url("/"));
		assertThat(this.server.connectionsOpened()).isOne();
		advance(transport, Duration.ofMillis(5100));
		clients.client(transport).warmUp(this.server.url("/"));
		assertThat(this.server.connectionsOpened()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void lastRequestThatThePeerTakesIsTheLast(Transport transport) {
		this.server.behaviour(Behaviour.ok().withHeaders("Keep-Alive: timeout=30, max=3"));
		for (int i = 0; i < 3; i++) {
			clients.client(transport).warmUp(this.server.url("/"));
		}
		awaitClosed();
		assertThat(this.server.connectionsOpened()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void wordsThatCannotBeReadChangeNothing(Transport transport) {
		for (String header : new String[] { "timeout=-1", "timeout=soon, max=-5", "timeout=99999999999999999999",
				"=,;" }) {
			this.server.enqueue(Behaviour.ok().withHeaders("Keep-Alive: " + header));
			clients.client(transport).warmUp(this.server.url("/"));
			advance(transport, Duration.ofSeconds(45));
		}
		clients.client(transport).warmUp(this.server.url("/"));
		assertThat(this.server.connectionsOpened()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void peerThatKeepsNothingIsNamed(Transport transport) {
		this.server.enqueue(Behaviour.ok().withHeaders("Keep-Alive: timeout=0"),
				Behaviour.ok().withHeaders("Keep-Alive: timeout=5"));
		clients.client(transport).send(this.server.url("/"), Send.get());
		assertThat(finding(transport)).satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains("for 0s");
			assertThat(finding.action()).contains("keepalive.upstreams.<name>.client.hint");
		});
		clients.client(transport).send(this.server.url("/"), Send.get());
		assertThat(finding(transport)).isNull();
	}

	private Finding finding(Transport transport) {
		return clients.context(transport)
			.getBean(Findings.class)
			.collect()
			.stream()
			.filter((finding) -> finding.id().equals("KA046"))
			.filter((finding) -> finding.message().startsWith("localhost:" + this.server.port() + " "))
			.findFirst()
			.orElse(null);
	}

	private static void advance(Transport transport, Duration duration) {
		((ManualClock) clients.context(transport).getBean(IdleClock.class)).advance(duration);
	}

	private void awaitClosed() {
		Awaitility.await().atMost(EdgeClient.PATIENCE).until(() -> this.server.connectionsOpen() == 0);
	}

}
