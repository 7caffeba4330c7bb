package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.boundary.BalancingHaproxy.Checks;
import io.github.keepalive.server.drain.DrainServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request fails while two instances behind real proxies are restarted one
 * after the other.
 */
@Timeout(2400)
class RestartUnderLoadTests {

	private static final int ROUNDS = Integer.getInteger("keepalive.restart.rounds",
			Boolean.getBoolean("keepalive.long") ? 10 : 1);

	@BeforeEach
	void requireProxies() {
		RealProxy.require(RealNginx.PROGRAM);
		RealProxy.require(RealHaproxy.PROGRAM);
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void noRequestFails(DrainServer server) throws Exception {
		assertThat(busy(server, "keepalive.server.drain.enabled=true", "keepalive.server.drain.period=2s")).isEmpty();
	}

	/**
	 * Shows that the rig finds something.
	 */
	@Test
	void requestsFailWithoutTheStarter() throws Exception {
		assertThat(busy(DrainServer.TOMCAT, "keepalive.enabled=false")).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	@EnabledIfSystemProperty(named = "keepalive.long", matches = "true")
	void requestsFailWithoutTheStarterOnEachServer(DrainServer server) throws Exception {
		assertThat(busy(server, "keepalive.enabled=false")).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	@EnabledIfSystemProperty(named = "keepalive.long", matches = "true")
	void noRequestFailsWhereAlmostNoneAre(DrainServer server) throws Exception {
		assertThat(quiet(server, "keepalive.server.drain.enabled=true")).isEmpty();
	}

	private static List<String> busy(DrainServer server, String... properties) throws Exception {
		try (RestartedInstance first = new RestartedInstance(server, false, properties);
				RestartedInstance second = new RestartedInstance(server, false, properties);
				RealProxy nginx = BalancingNginx.start(first.port(), second.port());
				RealProxy haproxy = BalancingHaproxy.start(first, second, new Checks("300ms", 2));
				SteadyLoad overNginx = SteadyLoad.busy(nginx.port());
				SteadyLoad overHaproxy = SteadyLoad.busy(haproxy.port())) {
			restart(first, second, Duration.ofSeconds(1));
			return failures("busy " + server, overNginx, overHaproxy);
		}
	}

	private static List<String> quiet(DrainServer server, String... properties) throws Exception {
		try (RestartedInstance first = new RestartedInstance(server, true, properties);
				RestartedInstance second = new RestartedInstance(server, true, properties);
				RealProxy nginx = BalancingNginx.start(first.port(), second.port());
				RealProxy haproxy = BalancingHaproxy.start(first, second, new Checks("2s", 3));
				SteadyLoad overNginx = SteadyLoad.quiet(nginx.port());
				SteadyLoad overHaproxy = SteadyLoad.quiet(haproxy.port())) {
			restart(first, second, Duration.ofSeconds(5));
			return failures("quiet " + server, overNginx, overHaproxy);
		}
	}

	private static void restart(RestartedInstance first, RestartedInstance second, Duration settle)
			throws InterruptedException {
		// The proxies have to fill their pools, and to find the instance that is back.
		TimeUnit.NANOSECONDS.sleep(settle.toNanos());
		for (int i = 0; i < ROUNDS; i++) {
			first.restart();
			TimeUnit.NANOSECONDS.sleep(settle.toNanos());
			second.restart();
			TimeUnit.NANOSECONDS.sleep(settle.toNanos());
		}
	}

	private static List<String> failures(String run, SteadyLoad overNginx, SteadyLoad overHaproxy)
			throws InterruptedException {
		overNginx.close();
		overHaproxy.close();
		List<String> failures = new ArrayList<>();
		overNginx.failures().forEach((how, count) -> failures.add("nginx: " + how + ", " + count + " times"));
		overHaproxy.failures().forEach((how, count) -> failures.add("HAProxy: " + how + ", " + count + " times"));
		System.out.println("restart " + run + ": " + overNginx.sent() + " over nginx, " + overHaproxy.sent()
				+ " over HAProxy, failed: " + failures);
		return failures;
	}

}
