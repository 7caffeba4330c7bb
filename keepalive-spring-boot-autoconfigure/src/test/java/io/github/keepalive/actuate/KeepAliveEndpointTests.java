package io.github.keepalive.actuate;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.ServerFindings;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.testsupport.ClosingPeer;
import io.github.keepalive.testsupport.ManualClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAliveEndpoint}.
 */
class KeepAliveEndpointTests {

	private final KeepAlivePolicy policy = new KeepAlivePlanner(ProxyCatalogue.load()).plan(new KeepAliveInputs(
			new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null),
			new ClientSettings("keepalive.client", null, null, null, null, null, null, true), null,
			new ServerSettings("keepalive.server", null, null, null)));

	private final PoolRegistry pools = new PoolRegistry();

	private final ServerRegistry servers = new ServerRegistry();

	private final List<FindingSource> sources = List.of(new ServerFindings(this.policy, this.servers));

	private final KeepAliveEndpoint endpoint = new KeepAliveEndpoint(this.policy,
			new KeepAliveDescriptor.Retry(true, List.of("GET"), List.of("Idempotency-Key")), this.pools, this.servers,
			new Findings(this.policy, () -> this.sources), List::of);

	@Test
	void everyValueSaysWhereItComesFrom() {
		KeepAliveDescriptor report = this.endpoint.report();
		assertThat(report.status()).isEqualTo(Findings.Verdict.ALIGNED);
		assertThat(report.proxy().front())
			.isEqualTo(new KeepAliveDescriptor.Value("PT1M", Origin.CONFIGURED, "keepalive.proxy.idle 60s", null));
		assertThat(report.client().idle()).isEqualTo(new KeepAliveDescriptor.Value("PT50S", Origin.DERIVED,
				"keepalive.proxy.idle 60s less margin 10s", null));
		assertThat(report.serverProxy()).isNull();
		assertThat(report.server()).isNull();
	}

	@Test
	void serverThatClosesFirstIsMisaligned() {
		Derived idle = new Derived(Duration.ofSeconds(20), Origin.CONFIGURED, "server.tomcat.keep-alive-timeout 20s");
		this.servers.register(new Server(ServerRegistry.MAIN, idle, Duration.ofSeconds(20), null));
		KeepAliveDescriptor report = this.endpoint.report();
		assertThat(report.status()).isEqualTo(Findings.Verdict.MISALIGNED);
		assertThat(report.server()).isNotNull();
		assertThat(report.server().idle().effective()).isEqualTo("PT20S");
		assertThat(report.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA020");
			assertThat(finding.message()).contains("20s").contains("server.tomcat.keep-alive-timeout").contains("60s");
			assertThat(finding.action()).contains("65s");
		});
	}

	@Test
	void serverThatIsEqualToTheProxyIsMisaligned() {
		this.servers.register(new Server("main", null, Duration.ofSeconds(60), null));
		assertThat(this.endpoint.report().status()).isEqualTo(Findings.Verdict.MISALIGNED);
	}

	@Test
	void serverWithoutLimitIsAligned() {
		this.servers.register(new Server("main", null, null, null));
		assertThat(this.endpoint.report().status()).isEqualTo(Findings.Verdict.ALIGNED);
	}

	@Test
	void endsOfIdleConnectionsAreReportedBySide() {
		IdleCloses closes = new IdleCloses();
		closes.closed(IdleCloses.Side.PEER, Duration.ofMillis(59_998).toNanos(), true);
		closes.closed(IdleCloses.Side.PEER, Duration.ofSeconds(60).toNanos(), false);
		this.servers.register(new Server("main", null, Duration.ofSeconds(65), closes));
		this.servers.register(new Server("8081", null, Duration.ofSeconds(65), null));
		List<KeepAliveDescriptor.Server> servers = this.endpoint.report().servers();
		assertThat(servers.get(0).idleCloses().peer())
			.isEqualTo(new KeepAliveDescriptor.IdleEnd(2, 1, "PT59.998S", "PT1M", "PT1M"));
		assertThat(servers.get(0).idleCloses().server())
			.isEqualTo(new KeepAliveDescriptor.IdleEnd(0, 0, null, null, null));
		assertThat(servers.get(1).idleCloses()).isNull();
	}

	@Test
	void poolsAreBounded() {
		PoolView view = new Pool(130);
		this.pools.register(view);
		KeepAliveDescriptor report = this.endpoint.report();
		assertThat(report.pools()).hasSize(100);
		assertThat(report.poolsTruncated()).isEqualTo(30);
		assertThat(report.pools().get(0).upstream()).isEqualTo("host0:80");
		assertThat(view.client()).isEqualTo("test");
	}

	@Test
	void learnedWindowIsShownNextToTheConfiguredOne() {
		UsedPool used = new UsedPool(this.policy, this.pools);
		used.peer("a.example", 80).closes(Duration.ofSeconds(4), 8);
		used.peer("b.example", 80).closes(Duration.ofSeconds(3), 8);
		used.peer("c.example", 80).closesAfter(5, 12);
		used.hint("d.example", 80, "timeout=5");
		KeepAliveDescriptor report = this.endpoint.report();
		KeepAliveDescriptor.Upstream others = report.upstreams().get("*");
		assertThat(others.status()).isEqualTo(Findings.Verdict.MISALIGNED);
		KeepAliveDescriptor.Window window = others.window();
		assertThat(window.configured().value()).isEqualTo("PT1M");
		assertThat(window.hint()).isEqualTo(
				new KeepAliveDescriptor.Value("PT5S", Origin.HINT, "Keep-Alive response header, timeout 5s", null));
		assertThat(window.learned().value()).startsWith("PT3");
		assertThat(window.learned().origin()).isEqualTo(Origin.LEARNED);
		assertThat(window.learned().reason()).startsWith("closes after about 3.0 s (8 seen, 1 address)");
		assertThat(window.probed()).isNull();
		assertThat(window.effective().value()).isEqualTo("PT50S");
		assertThat(window.otherCloses()).containsExactly("c.example:80: closed after 5 requests (12 seen)");
		assertThat(report.pools()).filteredOn((pool) -> "a.example:80".equals(pool.upstream()))
			.singleElement()
			.satisfies((pool) -> {
				assertThat(pool.idleTimeoutOrigin()).isEqualTo(Origin.DERIVED);
				assertThat(Duration.parse(pool.survived())).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
			});
		assertThat(report.pools()).filteredOn((pool) -> "d.example:80".equals(pool.upstream()))
			.singleElement()
			.returns("PT4.166666667S", KeepAliveDescriptor.Pool::idleTimeout)
			.returns(Origin.HINT, KeepAliveDescriptor.Pool::idleTimeoutOrigin);
		assertThat(used.snapshot()).hasSize(4);
	}

	@Test
	void measuredWindowIsShown() {
		this.pools.windows().window(new Route("a.example", 80)).probed(Duration.ofSeconds(120), false, Tick.now());
		KeepAliveDescriptor.Upstream others = this.endpoint.report().upstreams().get("*");
		assertThat(others.status()).isEqualTo(Findings.Verdict.ALIGNED);
		assertThat(others.window().probed())
			.isEqualTo(new KeepAliveDescriptor.Value("PT2M", Origin.PROBED, "probed: not closed within 120.0 s", null));
		assertThat(others.window().learned()).isNull();
	}

	private static final class UsedPool implements PoolView {

		private final ManualClock clock = new ManualClock();

		private final Connections connections;

		UsedPool(KeepAlivePolicy policy, PoolRegistry pools) {
			this.connections = new Connections(policy, null, "test", this.clock, pools.windows());
			pools.register(this);
		}

		ClosingPeer peer(String host, int port) {
			Route route = new Route(host, port);
			this.connections.route(route);
			return new ClosingPeer(this.connections, this.clock, route);
		}

		void hint(String host, int port, String keepAlive) {
			RouteState state = this.connections.route(new Route(host, port));
			state.hinted(this.connections.opened(state.route()), keepAlive);
		}

		@Override
		public String client() {
			return "used";
		}

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public List<PoolSnapshot> snapshot() {
			return this.connections.routes()
				.stream()
				.map((state) -> new PoolSnapshot(client(), transport(), state.route(), 0, 1, 0, null, state))
				.toList();
		}

	}

	private record Server(String name, @Nullable Derived idleTimeout, @Nullable Duration effectiveIdleTimeout,
			@Nullable IdleCloses idleCloses) implements ServerView {

		@Override
		public String type() {
			return "tomcat";
		}

		@Override
		public @Nullable Derived headerTimeout() {
			return null;
		}

		@Override
		public @Nullable Duration effectiveHeaderTimeout() {
			return null;
		}

	}

	private record Pool(int rows) implements PoolView {

		@Override
		public String client() {
			return "test";
		}

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public List<PoolSnapshot> snapshot() {
			return IntStream.range(0, this.rows)
				.mapToObj((row) -> new PoolSnapshot("test", "test", new Route("host" + row, 80), 1, 2, 3, 4, null))
				.toList();
		}

	}

}
