package io.github.keepalive.policy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the part of {@link KeepAlivePlanner} that plans upstreams.
 */
class UpstreamPlannerTests {

	private static final ClientSettings CLIENT = client("keepalive.client", null, null, null);

	private final KeepAlivePlanner planner = new KeepAlivePlanner(ProxyCatalogue.load());

	private ClientSettings global = CLIENT;

	@Test
	void eachUpstreamHasItsWindowAndAllOthersTheGlobalOne() {
		KeepAlivePolicy policy = plan(upstream("fast", window("fast", 2), null, "fast.example.org"),
				upstream("slow", window("slow", 6), null, "*.example.org"));
		assertThat(idle(policy, "fast.example.org")).isEqualTo(Duration.ofMillis(1667));
		assertThat(idle(policy, "slow.example.org")).isEqualTo(Duration.ofSeconds(5));
		assertThat(idle(policy, "example.com")).isEqualTo(Duration.ofSeconds(50));
		assertThat(policy.upstream("fast.example.org", 80)).extracting(UpstreamKeepAlive::name).isEqualTo("fast");
		assertThat(policy.upstream("example.com", 80)).isNull();
		assertThat(policy.client("fast.example.org", 80).idleTimeout().reason())
			.isEqualTo("keepalive.upstreams.fast.proxy.idle 2s less margin 333ms");
		assertThat(policy.shortest()).isSameAs(policy.client("fast.example.org", 80));
		assertThat(policy.findings()).isEmpty();
	}

	@Test
	void withoutUpstreamsTheGlobalPlanIsTheShortest() {
		KeepAlivePolicy policy = plan();
		assertThat(policy.shortest()).isSameAs(policy.client()).isSameAs(policy.client("any", 80));
	}

	@Test
	void portIsPartOfTheHost() {
		KeepAlivePolicy policy = plan(upstream("admin", window("admin", 6), null, "example.org:9000"),
				upstream("public", window("public", 2), null, "example.org"));
		assertThat(policy.upstream("example.org", 9000)).extracting(UpstreamKeepAlive::name).isEqualTo("admin");
		assertThat(policy.upstream("example.org", 80)).extracting(UpstreamKeepAlive::name).isEqualTo("public");
	}

	@Test
	void upstreamWithoutProxyKeepsTheGlobalOne() {
		KeepAlivePolicy policy = plan(upstream("a", null, client("keepalive.upstreams.a.client", 7, null, null), "a"));
		UpstreamKeepAlive upstream = Objects.requireNonNull(policy.upstream("a", 80));
		assertThat(upstream.proxy()).isEqualTo(policy.proxy());
		assertThat(upstream.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(7));
		assertThat(upstream.client().idleTimeout().reason()).isEqualTo("keepalive.upstreams.a.client.idle 7s");
	}

	@Test
	void globalIdleTimeHoldsBehindTheSameProxyAndOnlyShortensBehindAnother() {
		this.global = client("keepalive.client", 55, null, null);
		KeepAlivePolicy policy = plan(upstream("same", null, null, "same"),
				upstream("shorter", window("shorter", 6), null, "shorter"),
				upstream("longer", window("longer", 300), null, "longer"));
		assertThat(idle(policy, "same")).isEqualTo(Duration.ofSeconds(55));
		assertThat(idle(policy, "shorter")).isEqualTo(Duration.ofSeconds(5));
		assertThat(policy.client("longer", 80).idleTimeout().reason()).isEqualTo("keepalive.client.idle 55s");
	}

	@Test
	void everythingElseIsInheritedUnlessSet() {
		this.global = new ClientSettings("keepalive.client", null, Duration.ofSeconds(2), Duration.ofMinutes(3), 400,
				200, Duration.ofSeconds(1), true);
		ClientSettings own = new ClientSettings("keepalive.upstreams.b.client", null, Duration.ofSeconds(1),
				Duration.ofMinutes(1), null, 10, null, false);
		KeepAlivePolicy policy = plan(upstream("a", window("a", 10), null, "a"),
				upstream("b", window("b", 10), own, "b"));
		ClientKeepAlive a = policy.client("a", 80);
		assertThat(a.idleTimeout().value()).isEqualTo(Duration.ofSeconds(8));
		assertThat(a.maxLifetime().reason()).isEqualTo("keepalive.client.max-lifetime 180s");
		assertThat(a.maxConnections()).isEqualTo(400);
		assertThat(a.maxConnectionsPerRoute()).isEqualTo(200);
		assertThat(a.acquireTimeout()).isEqualTo(Duration.ofSeconds(1));
		ClientKeepAlive b = policy.client("b", 80);
		assertThat(b.idleTimeout().value()).isEqualTo(Duration.ofSeconds(9));
		assertThat(b.maxLifetime().reason()).isEqualTo("keepalive.upstreams.b.client.max-lifetime 60s");
		assertThat(b.maxConnections()).isEqualTo(400);
		assertThat(b.maxConnectionsPerRoute()).isEqualTo(10);
		assertThat(b.hint()).isFalse();
	}

	@Test
	void learningIsReportedUnlessSaidOtherwiseAndInherited() {
		assertThat(plan(upstream("a", null, null, "a")).client("a", 80).learn()).isEqualTo(LearnMode.REPORT);
		this.global = new ClientSettings("keepalive.client", null, null, null, null, null, null, true,
				LearnMode.ENFORCE);
		ClientSettings own = new ClientSettings("keepalive.upstreams.b.client", null, null, null, null, null, null,
				true, LearnMode.OFF);
		KeepAlivePolicy policy = plan(upstream("a", window("a", 10), null, "a"),
				upstream("b", window("b", 10), own, "b"));
		assertThat(policy.client().learn()).isEqualTo(LearnMode.ENFORCE);
		assertThat(policy.client("a", 80).learn()).isEqualTo(LearnMode.ENFORCE);
		assertThat(policy.client("b", 80).learn()).isEqualTo(LearnMode.OFF);
	}

	@Test
	void inheritedMarginThatLeavesNothingNamesBothKeys() {
		this.global = client("keepalive.client", null, 10, null);
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(upstream("a", window("a", 6), null, "a")))
			.satisfies((ex) -> {
				assertThat(ex.getProperties()).containsEntry("keepalive.client.margin", "10s")
					.containsEntry("keepalive.upstreams.a.proxy.idle", "6s");
				assertThat(ex.getAction()).contains("keepalive.upstreams.a.client.margin");
			});
	}

	@Test
	void idleTimeOfAnUpstreamMustBeBelowItsWindow() {
		ClientSettings own = client("keepalive.upstreams.a.client", 6, null, null);
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(upstream("a", window("a", 6), own, "a")))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.upstreams.a.client.idle", "6s")
				.containsEntry("keepalive.upstreams.a.proxy.idle", "6s"));
	}

	@Test
	void serverServesAsTypeOfAnUpstreamOnly() {
		ProxySettings node = type("keepalive.upstreams.a.proxy", "node-http-legacy");
		KeepAlivePolicy policy = plan(upstream("a", node, null, "a"));
		assertThat(policy.client("a", 80).idleTimeout().value()).isLessThan(Duration.ofSeconds(6));
		assertThat(policy.client("a", 80).idleTimeout().reason()).contains("node-http-legacy");
		ProxySettings inFront = type("keepalive.proxy", "node-http-legacy");
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> this.planner.plan(new KeepAliveInputs(inFront, CLIENT, null,
					new ServerSettings("keepalive.server", null, null, null))))
			.withMessageContaining("is a server, not a proxy")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("keepalive.upstreams.<name>.proxy.type"));
	}

	@Test
	void directConnectionsToAnUpstream() {
		KeepAlivePolicy policy = plan(upstream("a", type("keepalive.upstreams.a.proxy", "none"), null, "a"));
		assertThat(idle(policy, "a")).isEqualTo(Duration.ofSeconds(25));
		assertThat(policy.client("a", 80).mayRaise()).isFalse();
	}

	@Test
	void assumedWindowAndSmallMarginOfAnUpstreamAreFound() {
		ProxySettings nat = new ProxySettings("keepalive.upstreams.a.proxy", null, List.of("aws-nat-gateway"), null,
				null, null);
		ClientSettings close = new ClientSettings("keepalive.upstreams.b.client", Duration.ofMillis(1950), null, null,
				null, null, null, true);
		KeepAlivePolicy policy = plan(upstream("a", nat, null, "a"), upstream("b", window("b", 2), close, "b"));
		assertThat(policy.findings()).extracting(Finding::id).containsExactly("KA001", "KA003");
		assertThat(policy.findings().get(0).message()).contains("upstream 'a'");
		assertThat(policy.findings().get(0).properties()).contains("keepalive.upstreams.a.proxy.idle");
	}

	@Test
	void hostsOfTwoUpstreamsAreRefusedAndRepeatedOnesOfTheSameAreNot() {
		assertThat(plan(upstream("a", null, null, "A.org", "a.org")).upstreams().get(0).hosts()).hasSize(1);
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(upstream("a", null, null, "x.org"), upstream("b", null, null, "X.org")))
			.withMessage("Two upstreams claim the same hosts.")
			.satisfies((ex) -> assertThat(ex.getProperties()).containsKeys("keepalive.upstreams.a.hosts",
					"keepalive.upstreams.b.hosts"));
	}

	@Test
	void upstreamWithoutHostsIsRefused() {
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(upstream("shop", null, null)))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("'keepalive.upstreams.shop.hosts'")
				.contains("'spring.http.serviceclient.shop.base-url'"));
	}

	@Test
	void tunnelEndsAtWhoeverClosesFirst() {
		KeepAlivePolicy policy = plan(upstream("a", window("a", 2), null, "a"));
		ClientKeepAlive shorter = policy.client("a", 80);
		assertThat(policy.client().orShorter(shorter)).isSameAs(shorter);
		assertThat(shorter.orShorter(policy.client())).isSameAs(shorter);
	}

	private KeepAlivePolicy plan(UpstreamSettings... upstreams) {
		return this.planner.plan(new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null), this.global,
				null, new ServerSettings("keepalive.server", null, null, null), List.of(upstreams)));
	}

	private static UpstreamSettings upstream(String name, @Nullable ProxySettings proxy,
			@Nullable ClientSettings client, String... hosts) {
		String key = "keepalive.upstreams." + name;
		return new UpstreamSettings(name, key, List.of(hosts), proxy,
				(client != null) ? client : client(key + ".client", null, null, null));
	}

	private static ProxySettings window(String name, int seconds) {
		return new ProxySettings("keepalive.upstreams." + name + ".proxy", null, List.of(), Duration.ofSeconds(seconds),
				null, null);
	}

	private static ProxySettings type(String key, String type) {
		return new ProxySettings(key, type, List.of(), null, null, null);
	}

	private static ClientSettings client(String key, @Nullable Integer idle, @Nullable Integer margin,
			@Nullable Integer perRoute) {
		return new ClientSettings(key, (idle != null) ? Duration.ofSeconds(idle) : null,
				(margin != null) ? Duration.ofSeconds(margin) : null, null, null, perRoute, null, true);
	}

	private static Duration idle(KeepAlivePolicy policy, String host) {
		return policy.client(host, 80).idleTimeout().value();
	}

}
