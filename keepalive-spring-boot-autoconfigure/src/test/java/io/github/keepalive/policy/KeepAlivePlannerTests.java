package io.github.keepalive.policy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeepAlivePlanner}.
 */
class KeepAlivePlannerTests {

	private static final Duration TOMCAT = Duration.ofSeconds(60);

	private final KeepAlivePlanner planner = new KeepAlivePlanner(ProxyCatalogue.load());

	@ParameterizedTest(name = "proxy idle {0}: client {1}, server {2}, header {3}")
	@CsvSource(textBlock = """
			60s,   50s,    65s,    66s
			75s,   65s,    81.25s, 75s
			2s,    1.667s, 60s,    61s
			600s,  2m,     620s,   75s
			1s,    833ms,  60s,    61s
			12s,   10s,    60s,    61s
			240s,  2m,     4m20s,  75s
			350s,  2m,     370s,   75s
			""")
	void statedWindow(String window, String client, String server, String header) {
		KeepAlivePolicy policy = plan(Settings.none().idle(duration(window)));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(duration(client));
		assertThat(policy.client().idleTimeout().origin()).isEqualTo(Origin.DERIVED);
		assertThat(policy.client().mayRaise()).isTrue();
		Derived idle = policy.server().idleTimeoutFor(TOMCAT, "Tomcat");
		assertThat(idle.value()).isEqualTo(duration(server));
		assertThat(policy.server().headerTimeoutFor(idle.value(), TOMCAT, "Tomcat").value())
			.isEqualTo(duration(header));
		assertThat(policy.findings()).isEmpty();
	}

	@Test
	void reasonsNameInputsAndRule() {
		KeepAlivePolicy policy = plan(Settings.none().idle(Duration.ofSeconds(60)));
		assertThat(policy.client().idleTimeout().reason()).isEqualTo("keepalive.proxy.idle 60s less margin 10s");
		assertThat(policy.server().idleTimeout().reason()).isEqualTo("keepalive.proxy.idle 60s plus margin 5s");
		assertThat(policy.client().margin()).isEqualTo(Duration.ofSeconds(10));
		assertThat(policy.client().maxLifetime().value()).isEqualTo(Duration.ofMinutes(9));
		assertThat(policy.client("any", 80)).isSameAs(policy.client());
	}

	@Test
	void nothingSetIsAssumedAndOnlyMakesThingsSafer() {
		KeepAlivePolicy policy = plan(Settings.none());
		ClientKeepAlive client = policy.client();
		assertThat(client.idleTimeout().value()).isEqualTo(Duration.ofSeconds(50));
		assertThat(client.idleTimeout().origin()).isEqualTo(Origin.ASSUMED);
		assertThat(client.idleTimeoutFor(Duration.ofSeconds(30), "Jetty").value()).isEqualTo(Duration.ofSeconds(30));
		assertThat(client.idleTimeoutFor(Duration.ofSeconds(30), "Jetty").origin()).isEqualTo(Origin.LIBRARY);
		assertThat(client.idleTimeoutFor(Duration.ofMinutes(3), "HttpClient").value())
			.isEqualTo(Duration.ofSeconds(50));
		assertThat(client.idleTimeoutFor(null, "Reactor Netty").value()).isEqualTo(Duration.ofSeconds(50));
		ServerKeepAlive server = policy.server();
		assertThat(server.idleTimeoutFor(null, "Netty")).isNull();
		assertThat(server.idleTimeoutFor(TOMCAT, "Tomcat").value()).isEqualTo(Duration.ofSeconds(65));
		assertThat(server.idleTimeoutFor(TOMCAT, "Tomcat").origin()).isEqualTo(Origin.ASSUMED);
		assertThat(server.headerTimeoutFor(Duration.ofSeconds(65), TOMCAT, "Tomcat").origin())
			.isEqualTo(Origin.ASSUMED);
		assertThat(policy.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA001");
			assertThat(finding.properties()).contains("keepalive.proxy.idle");
		});
	}

	@Test
	void directConnections() {
		KeepAlivePolicy policy = plan(Settings.none().type("NONE"));
		assertThat(policy.proxy().direct()).isTrue();
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(25));
		assertThat(policy.client().mayRaise()).isFalse();
		assertThat(policy.client().idleTimeoutFor(Duration.ofSeconds(5), "library").value())
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(policy.server().idleTimeoutFor(Duration.ofSeconds(30), "Jetty").value())
			.isEqualTo(Duration.ofSeconds(35));
		assertThat(policy.server().idleTimeoutFor(TOMCAT, "Tomcat").value()).isEqualTo(TOMCAT);
		assertThat(policy.server().idleTimeoutFor(null, "Netty")).isNull();
		assertThat(policy.findings()).isEmpty();
	}

	@Test
	void statedWindowMayRaiseWhatTheLibraryDoes() {
		ClientKeepAlive client = plan(Settings.none().idle(Duration.ofSeconds(60))).client();
		assertThat(client.idleTimeoutFor(Duration.ofSeconds(30), "Jetty").value()).isEqualTo(Duration.ofSeconds(50));
		ServerKeepAlive server = plan(Settings.none().idle(Duration.ofSeconds(60))).server();
		assertThat(server.idleTimeoutFor(null, "Netty").value()).isEqualTo(Duration.ofSeconds(65));
	}

	@Test
	void presetOfTheCatalogue() {
		KeepAlivePolicy policy = plan(Settings.none().type("gcp_alb_global"));
		assertThat(policy.proxy().type()).isEqualTo("gcp-alb-global");
		assertThat(policy.proxy().front().origin()).isEqualTo(Origin.PRESET);
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofMinutes(2));
		assertThat(policy.client().idleTimeout().reason()).startsWith("at most 120s;");
		assertThat(policy.server().idleTimeout().value()).isEqualTo(Duration.ofSeconds(620));
	}

	@Test
	void statedWindowWinsOverThePresetOnItsSide() {
		KeepAlivePolicy policy = plan(
				Settings.none().type("aws-alb").front(Duration.ofSeconds(30)).back(Duration.ofSeconds(120)));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(25));
		assertThat(policy.server().idleTimeout().value()).isEqualTo(Duration.ofSeconds(130));
	}

	@Test
	void sideWinsOverBothSides() {
		KeepAlivePolicy policy = plan(Settings.none()
			.idle(Duration.ofSeconds(60))
			.front(Duration.ofSeconds(12))
			.back(Duration.ofSeconds(24)));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(10));
		assertThat(policy.server().idleTimeout().value()).isEqualTo(Duration.ofSeconds(26));
	}

	@Test
	void layerFourElementOnlyCaps() {
		KeepAlivePolicy policy = plan(Settings.none().type("azure-load-balancer"));
		assertThat(policy.proxy().front().origin()).isEqualTo(Origin.ASSUMED);
		assertThat(policy.proxy().back().origin()).isEqualTo(Origin.ASSUMED);
		assertThat(policy.proxy().caps()).singleElement().satisfies((cap) -> {
			assertThat(cap.value()).isEqualTo(Duration.ofMinutes(4));
			assertThat(cap.reason()).contains("keepalive.proxy.type azure-load-balancer");
		});
	}

	@Test
	void furtherElementsCapTheClient() {
		KeepAlivePolicy policy = plan(
				Settings.none().idle(Duration.ofSeconds(3600)).also("gunicorn", "aws-nat-gateway", "go-net-http"));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofMillis(1667));
		assertThat(policy.client().idleTimeout().reason()).startsWith("keepalive.proxy.also gunicorn");
		assertThat(policy.proxy().caps()).hasSize(2);
	}

	@Test
	void directConnectionsMayBeCapped() {
		KeepAlivePolicy policy = plan(Settings.none().type("none").also("gunicorn"));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofMillis(1667));
	}

	@Test
	void originWithoutABackSideDerivesNothingForTheServer() {
		KeepAlivePolicy policy = plan(Settings.none().type("apache-httpd"));
		assertThat(policy.proxy().back()).isNull();
		assertThat(policy.server().idleTimeout()).isNull();
		assertThat(policy.server().idleTimeoutFor(TOMCAT, "Tomcat").origin()).isEqualTo(Origin.LIBRARY);
		assertThat(policy.server().idleTimeoutFor(null, "Netty")).isNull();
		assertThat(policy.server().headerTimeoutFor(TOMCAT, TOMCAT, "Tomcat").origin()).isEqualTo(Origin.LIBRARY);
		assertThat(policy.findings()).extracting(Finding::id).containsExactly("KA002");
	}

	@Test
	void unsourcedBackWindowIsAssumed() {
		KeepAlivePolicy policy = plan(Settings.none().type("azure-front-door"));
		assertThat(policy.proxy().back().origin()).isEqualTo(Origin.ASSUMED);
		assertThat(policy.proxy().front().origin()).isEqualTo(Origin.PRESET);
	}

	@Test
	void unsourcedFrontWindowIsAssumed() {
		KeepAlivePolicy policy = plan(Settings.none().type("fastly"));
		assertThat(policy.proxy().front().origin()).isEqualTo(Origin.ASSUMED);
		assertThat(policy.findings()).extracting(Finding::id).containsExactly("KA001", "KA002");
	}

	@Test
	void anotherProxyInFrontOfUs() {
		KeepAlivePolicy policy = plan(Settings.none()
			.idle(Duration.ofSeconds(60))
			.server(new ProxySettings("keepalive.server.proxy", null, List.of(), Duration.ofSeconds(600), null, null)));
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(50));
		assertThat(policy.server().idleTimeout().value()).isEqualTo(Duration.ofSeconds(620));
		assertThat(policy.serverProxy().front().value()).isEqualTo(Duration.ofSeconds(600));
	}

	@Test
	void anotherProxyInFrontOfUsOfWhichNobodySaidMuch() {
		ProxySettings empty = new ProxySettings("keepalive.server.proxy", null, List.of(), null, null, null);
		KeepAlivePolicy assumed = plan(Settings.none().idle(Duration.ofSeconds(60)).server(empty));
		assertThat(assumed.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.properties()).contains("keepalive.server.proxy.idle"));
		ProxySettings unlimited = new ProxySettings("keepalive.server.proxy", "fastly", List.of(), null, null, null);
		KeepAlivePolicy policy = plan(Settings.none().idle(Duration.ofSeconds(60)).server(unlimited));
		assertThat(policy.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.action()).contains("keepalive.server.proxy.back-idle"));
		ProxySettings direct = new ProxySettings("keepalive.server.proxy", "none", List.of(), null, null, null);
		assertThat(plan(Settings.none().idle(Duration.ofSeconds(60)).server(direct)).findings()).isEmpty();
	}

	@Test
	void valuesOfTheUserAreTaken() {
		KeepAlivePolicy policy = this.planner.plan(new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null),
				new ClientSettings("keepalive.client", Duration.ofSeconds(20), null, Duration.ofMinutes(2), 100, 50,
						Duration.ofSeconds(1), false),
				null, new ServerSettings("keepalive.server", Duration.ofSeconds(90), null, Duration.ofSeconds(10))));
		ClientKeepAlive client = policy.client();
		assertThat(client.idleTimeout())
			.isEqualTo(new Derived(Duration.ofSeconds(20), Origin.CONFIGURED, "keepalive.client.idle 20s"));
		assertThat(client.margin()).isEqualTo(Duration.ofSeconds(40));
		assertThat(client.maxLifetime().origin()).isEqualTo(Origin.CONFIGURED);
		assertThat(client.maxConnections()).isEqualTo(100);
		assertThat(client.maxConnectionsPerRoute()).isEqualTo(50);
		assertThat(client.acquireTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(client.hint()).isFalse();
		assertThat(policy.server().idleTimeoutFor(Duration.ofSeconds(600), "Tomcat").value())
			.isEqualTo(Duration.ofSeconds(90));
		assertThat(policy.server().headerTimeoutFor(Duration.ofSeconds(90), TOMCAT, "Tomcat").value())
			.isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void idleOfTheUserNeedsNoWindow() {
		assertThat(plan(Settings.none().clientIdle(Duration.ofSeconds(90))).client().idleTimeout().value())
			.isEqualTo(Duration.ofSeconds(90));
		assertThat(plan(Settings.none().clientIdle(Duration.ofSeconds(90))).client().margin())
			.isEqualTo(Duration.ofSeconds(10));
		ClientKeepAlive direct = plan(Settings.none().type("none").clientIdle(Duration.ofSeconds(6))).client();
		assertThat(direct.mayRaise()).isTrue();
		assertThat(direct.margin()).isEqualTo(Duration.ofSeconds(1));
		assertThat(plan(Settings.none().serverIdle(Duration.ofSeconds(30))).server().idleTimeout().value())
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(plan(Settings.none().type("none").serverIdle(Duration.ofSeconds(3))).server().exact()).isTrue();
	}

	@Test
	void marginOfTheUser() {
		Settings settings = Settings.none()
			.idle(Duration.ofSeconds(60))
			.clientMargin(Duration.ofSeconds(1))
			.serverMargin(Duration.ofSeconds(30));
		KeepAlivePolicy policy = plan(settings);
		assertThat(policy.client().idleTimeout().value()).isEqualTo(Duration.ofSeconds(59));
		assertThat(policy.client().margin()).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.server().idleTimeout().value()).isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void marginSmallerThanARoundTripIsAFinding() {
		KeepAlivePolicy policy = plan(
				Settings.none().idle(Duration.ofSeconds(60)).clientIdle(Duration.ofMillis(59_950)));
		assertThat(policy.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA003");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).contains("59.95s").contains("60s");
		});
		assertThat(plan(Settings.none().idle(Duration.ofSeconds(60)).clientIdle(Duration.ofMillis(59_900))).findings())
			.isEmpty();
	}

	@ParameterizedTest(name = "{0}={1}")
	@CsvSource(textBlock = """
			proxy.idle,            0
			proxy.idle,            -1
			proxy.idle,            60
			proxy.idle,            2147483648
			proxy.front-idle,      499
			proxy.back-idle,       1
			client.idle,           50
			client.margin,         0
			client.margin,         -10
			client.max-lifetime,   100
			client.acquire-timeout,0
			server.idle,           65
			server.margin,         0
			server.header-timeout, 66
			""")
	void impossibleValueStopsTheStart(String key, long millis) {
		Duration value = Duration.ofMillis(millis);
		KeepAliveInputs inputs = new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), key.equals("proxy.idle") ? value : null,
						key.equals("proxy.front-idle") ? value : null, key.equals("proxy.back-idle") ? value : null),
				new ClientSettings("keepalive.client", key.equals("client.idle") ? value : null,
						key.equals("client.margin") ? value : null, key.equals("client.max-lifetime") ? value : null,
						null, null, key.equals("client.acquire-timeout") ? value : null, true),
				null,
				new ServerSettings("keepalive.server", key.equals("server.idle") ? value : null,
						key.equals("server.margin") ? value : null,
						key.equals("server.header-timeout") ? value : null));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> this.planner.plan(inputs))
			.satisfies((ex) -> {
				assertThat(ex.getProperties()).containsEntry("keepalive." + key, Durations.format(value));
				assertThat(ex.getAction()).contains("keepalive." + key);
				assertThat(ex.getMessage()).isNotBlank();
			});
	}

	@Test
	void missingUnitIsGuessed() {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(Settings.none().idle(Duration.ofMillis(60))))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("did you mean '60s'?"));
	}

	@ParameterizedTest
	@CsvSource({ "0,1,max-connections", "1,0,max-connections-per-route" })
	void poolWithoutConnectionsIsImpossible(int total, int perRoute, String key) {
		KeepAliveInputs inputs = new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), null, null, null),
				new ClientSettings("keepalive.client", null, null, null, total, perRoute, null, true), null,
				new ServerSettings("keepalive.server", null, null, null));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> this.planner.plan(inputs))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.client." + key, "0"));
	}

	@ParameterizedTest
	@CsvSource({ "60000", "60001", "90000" })
	void clientNotBelowTheWindow(long millis) {
		Settings settings = Settings.none().idle(Duration.ofSeconds(60)).clientIdle(Duration.ofMillis(millis));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(settings)).satisfies((ex) -> {
			assertThat(ex.getProperties()).containsKeys("keepalive.client.idle", "keepalive.proxy.idle");
			assertThat(ex.getAction()).contains("50s would be derived");
		});
	}

	@Test
	void clientNotBelowThePresetNamesTheType() {
		Settings settings = Settings.none().type("aws-alb").clientIdle(Duration.ofSeconds(60));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(settings))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsKeys("keepalive.client.idle",
					"keepalive.proxy.type"));
		Settings front = Settings.none().front(Duration.ofSeconds(60)).clientIdle(Duration.ofSeconds(60));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(front))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsKeys("keepalive.client.idle",
					"keepalive.proxy.front-idle"));
	}

	@ParameterizedTest
	@CsvSource({ "60000", "59999", "30000" })
	void serverNotAboveTheWindow(long millis) {
		Settings settings = Settings.none().idle(Duration.ofSeconds(60)).serverIdle(Duration.ofMillis(millis));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(settings)).satisfies((ex) -> {
			assertThat(ex.getProperties()).containsKeys("keepalive.server.idle", "keepalive.proxy.idle");
			assertThat(ex.getAction()).contains("65s would be derived");
		});
	}

	@Test
	void marginThatLeavesNothing() {
		Settings settings = Settings.none().idle(Duration.ofSeconds(5)).clientMargin(Duration.ofSeconds(5));
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(settings))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.client.margin", "5s")
				.containsEntry("keepalive.proxy.idle", "5s"));
	}

	@ParameterizedTest
	@CsvSource({ "idle", "front-idle", "back-idle" })
	void noProxyHasNoWindow(String key) {
		Duration value = Duration.ofSeconds(60);
		Settings none = Settings.none().type("none");
		Settings settings = switch (key) {
			case "idle" -> none.idle(value);
			case "front-idle" -> none.front(value);
			default -> none.back(value);
		};
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(settings))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.proxy.type", "none")
				.containsEntry("keepalive.proxy." + key, "60s"));
	}

	@Test
	void unknownTypeIsNamedWithTheNearestOnes() {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(Settings.none().type("aws-elb2")))
			.satisfies((ex) -> {
				assertThat(ex.getProperties()).containsEntry("keepalive.proxy.type", "aws-elb2");
				assertThat(ex.getAction()).contains("aws-").contains("keepalive.proxy.idle");
			});
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> plan(Settings.none().also("nat")))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.proxy.also", "nat"));
	}

	@Test
	void settingsKnowWhetherAnythingWasSaid() {
		Duration value = Duration.ofSeconds(60);
		assertThat(Settings.none().proxy().isEmpty()).isTrue();
		assertThat(Settings.none().type("none").proxy().isEmpty()).isFalse();
		assertThat(Settings.none().also("aws-nlb").proxy().isEmpty()).isFalse();
		assertThat(Settings.none().idle(value).proxy().isEmpty()).isFalse();
		assertThat(Settings.none().front(value).proxy().isEmpty()).isFalse();
		assertThat(Settings.none().back(value).proxy().isEmpty()).isFalse();
	}

	@Test
	void serverKeepsWhatIsAlreadyLonger() {
		ServerKeepAlive server = plan(Settings.none().idle(Duration.ofSeconds(2))).server();
		assertThat(server.idleTimeoutFor(TOMCAT, "Tomcat").reason()).contains("not below the needed 3s");
		assertThat(server.idleTimeoutFor(Duration.ofSeconds(1), "tiny").value()).isEqualTo(Duration.ofSeconds(3));
		assertThat(server.headerTimeoutFor(null, TOMCAT, "Tomcat").origin()).isEqualTo(Origin.LIBRARY);
		assertThat(server.headerTimeoutFor(Duration.ofSeconds(30), Duration.ofSeconds(20), "Tomcat").reason())
			.isEqualTo("server idle 30s plus 1s");
	}

	private KeepAlivePolicy plan(Settings settings) {
		return this.planner.plan(settings.inputs());
	}

	private static Duration duration(String text) {
		Duration sum = Duration.ZERO;
		Matcher parts = Pattern.compile("([0-9.]+)(ms|m|s)").matcher(text.trim());
		while (parts.find()) {
			double unit = switch (parts.group(2)) {
				case "m" -> 60_000;
				case "s" -> 1000;
				default -> 1;
			};
			sum = sum.plusMillis(Math.round(Double.parseDouble(parts.group(1)) * unit));
		}
		return sum;
	}

	private record Settings(ProxySettings proxy, @Nullable ProxySettings serverProxy, ClientSettings client,
			ServerSettings server) {

		static Settings none() {
			return new Settings(new ProxySettings("keepalive.proxy", null, List.of(), null, null, null), null,
					new ClientSettings("keepalive.client", null, null, null, null, null, null, true),
					new ServerSettings("keepalive.server", null, null, null));
		}

		Settings type(String type) {
			return proxy(type, this.proxy.also(), this.proxy.idle(), this.proxy.frontIdle(), this.proxy.backIdle());
		}

		Settings also(String... also) {
			return proxy(this.proxy.type(), List.of(also), this.proxy.idle(), this.proxy.frontIdle(),
					this.proxy.backIdle());
		}

		Settings idle(Duration idle) {
			return proxy(this.proxy.type(), this.proxy.also(), idle, this.proxy.frontIdle(), this.proxy.backIdle());
		}

		Settings front(Duration front) {
			return proxy(this.proxy.type(), this.proxy.also(), this.proxy.idle(), front, this.proxy.backIdle());
		}

		Settings back(Duration back) {
			return proxy(this.proxy.type(), this.proxy.also(), this.proxy.idle(), this.proxy.frontIdle(), back);
		}

		Settings server(ProxySettings inFrontOfUs) {
			return new Settings(this.proxy, inFrontOfUs, this.client, this.server);
		}

		Settings clientIdle(Duration idle) {
			return new Settings(this.proxy, this.serverProxy,
					new ClientSettings("keepalive.client", idle, this.client.margin(), null, null, null, null, true),
					this.server);
		}

		Settings clientMargin(Duration margin) {
			return new Settings(this.proxy, this.serverProxy,
					new ClientSettings("keepalive.client", this.client.idle(), margin, null, null, null, null, true),
					this.server);
		}

		Settings serverIdle(Duration idle) {
			return new Settings(this.proxy, this.serverProxy, this.client,
					new ServerSettings("keepalive.server", idle, this.server.margin(), null));
		}

		Settings serverMargin(Duration margin) {
			return new Settings(this.proxy, this.serverProxy, this.client,
					new ServerSettings("keepalive.server", this.server.idle(), margin, null));
		}

		KeepAliveInputs inputs() {
			return new KeepAliveInputs(this.proxy, this.client, this.serverProxy, this.server);
		}

		private Settings proxy(@Nullable String type, List<String> also, @Nullable Duration idle,
				@Nullable Duration front, @Nullable Duration back) {
			return new Settings(new ProxySettings("keepalive.proxy", type, also, idle, front, back), this.serverProxy,
					this.client, this.server);
		}

	}

}
