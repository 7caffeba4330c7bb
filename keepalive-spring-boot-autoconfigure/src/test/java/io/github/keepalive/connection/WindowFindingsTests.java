package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.LearnMode;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.policy.UpstreamSettings;
import io.github.keepalive.testsupport.ClosingPeer;
import io.github.keepalive.testsupport.ManualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WindowFindings} and the verdict that follows from them.
 */
class WindowFindingsTests {

	private static final Route ROUTE = new Route("api.example.org", 443);

	private static final Duration WINDOW = Duration.ofSeconds(4);

	private final ManualClock clock = new ManualClock();

	private final PoolRegistry pools = new PoolRegistry();

	private final List<PoolView> clients = new ArrayList<>();

	@Test
	void windowBelowTheClientIdleTimeIsAViolation() {
		KeepAlivePolicy policy = policy(LearnMode.REPORT, List.of());
		peer(policy).closes(WINDOW, 8);
		assertThat(findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA050");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).startsWith("api.example.org:443 closes after about 4.0 s (8 seen, 1 address)")
				.contains("kept for 50s (keepalive.proxy.idle 60s less margin 10s)");
			assertThat(finding.action()).contains("'keepalive.proxy.idle' to 4s")
				.contains("'keepalive.client.learn: enforce'");
			assertThat(finding.properties()).contains("keepalive.proxy.idle", "keepalive.client.learn");
		});
		Findings all = new Findings(policy, () -> List.of(new WindowFindings(this.pools)));
		assertThat(all.verdict(all.collect())).isEqualTo(Findings.Verdict.MISALIGNED);
	}

	@Test
	void windowOfAnUpstreamIsToBeSetThere() {
		peer(policy(LearnMode.REPORT, List
			.of(new UpstreamSettings("api", "keepalive.upstreams.api", List.of("*.example.org"), null,
					new ClientSettings("keepalive.upstreams.api.client", null, null, null, null, null, null, true)))))
			.closes(WINDOW, 8);
		assertThat(findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.action()).contains("'keepalive.upstreams.api.proxy.idle'")
				.contains("'keepalive.upstreams.api.client.learn: enforce'"));
	}

	@Test
	void clientsOfOneRouteGiveOneFinding() {
		KeepAlivePolicy policy = policy(LearnMode.REPORT, List.of());
		peer(policy).closes(WINDOW, 4);
		peer(policy).closes(WINDOW, 4);
		assertThat(findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("(8 seen, 1 address)"));
	}

	@Test
	void windowThatIsFollowedIsWorthKnowing() {
		KeepAlivePolicy policy = policy(LearnMode.ENFORCE, List.of());
		peer(policy).closes(WINDOW, 8);
		assertThat(findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA050");
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains("less than the planned client idle time 50s").contains("for 3.33");
			assertThat(finding.action()).contains("'keepalive.proxy.idle' to 4s").doesNotContain("enforce");
		});
		Findings all = new Findings(policy, () -> List.of(new WindowFindings(this.pools)));
		assertThat(all.verdict(all.collect())).isEqualTo(Findings.Verdict.ALIGNED);
	}

	@Test
	void measuredWindowCountsAsWell() {
		peer(policy(LearnMode.REPORT, List.of()));
		LearnedWindow window = this.pools.windows().window(ROUTE);
		window.probed(Duration.ofSeconds(120), false, this.clock.now());
		assertThat(findings()).isEmpty();
		window.probed(Duration.ofMillis(20_040), true, this.clock.now());
		assertThat(findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).contains("probed: closed after 20.0 s");
			assertThat(finding.action()).contains("to 20s");
		});
	}

	@Test
	void windowThatComesToLightIsToldOnceForEachRoute() {
		List<Finding> told = new ArrayList<>();
		this.pools.windows().tellOnce(told::add);
		ClosingPeer peer = peer(policy(LearnMode.REPORT, List.of()));
		peer.closes(WINDOW, 4);
		assertThat(told).isEmpty();
		peer.closes(WINDOW, 20);
		assertThat(told).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).startsWith("api.example.org:443 closes after"));
	}

	@Test
	void windowThatIsFollowedIsNotTold() {
		List<Finding> told = new ArrayList<>();
		this.pools.windows().tellOnce(told::add);
		peer(policy(LearnMode.ENFORCE, List.of())).closes(WINDOW, 20);
		assertThat(told).isEmpty();
	}

	@Test
	void whatIsNoWindowIsNoFinding() {
		peer(policy(LearnMode.REPORT, List.of())).closesAfter(5, 12);
		assertThat(findings()).isEmpty();
	}

	@Test
	void nothingIsFoundWhereNothingIsToBeLearned() {
		peer(policy(LearnMode.OFF, List.of())).closes(WINDOW, 8);
		assertThat(findings()).isEmpty();
	}

	private List<Finding> findings() {
		return new WindowFindings(this.pools).findings();
	}

	private ClosingPeer peer(KeepAlivePolicy policy) {
		Connections connections = new Connections(policy, null, "test", this.clock, this.pools.windows());
		PoolView view = new Client(connections);
		this.clients.add(view);
		this.pools.register(view);
		connections.route(ROUTE);
		return new ClosingPeer(connections, this.clock, ROUTE);
	}

	private static KeepAlivePolicy policy(LearnMode learn, List<UpstreamSettings> upstreams) {
		return new KeepAlivePlanner(ProxyCatalogue.load()).plan(new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null),
				new ClientSettings("keepalive.client", null, null, null, null, null, null, true, learn), null,
				new ServerSettings("keepalive.server", null, null, null), upstreams));
	}

	private record Client(Connections connections) implements PoolView {

		@Override
		public String client() {
			return "client";
		}

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public List<PoolSnapshot> snapshot() {
			return this.connections.routes()
				.stream()
				.map((state) -> new PoolSnapshot(client(), transport(), state.route(), 0, 0, 0, null, state))
				.toList();
		}

	}

}
