package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.connection.ClosePattern;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.connection.WindowReading;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.StallMeter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the window of a real nginx is learned from its closes, and nothing else that
 * closes connections. The runs spend their time waiting, so all of them go on at once.
 */
class LearnedFromNginxTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final Duration SILENCE = WINDOW.plusMillis(400);

	private static final int USERS = 8;

	private static final int ENOUGH = 20;

	private static final int KILLED = 50;

	private static final Map<String, FutureTask<WindowReading>> runs = new LinkedHashMap<>();

	private static final Map<Transport, FutureTask<LoadResult>> enforced = new LinkedHashMap<>();

	private static final Map<Transport, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private static final List<ConfigurableApplicationContext> following = new ArrayList<>();

	private static FaultServer origin;

	private static StallMeter stalls;

	@BeforeAll
	static void startRuns() {
		RealProxy.require(RealNginx.PROGRAM);
		stalls = new StallMeter();
		// Slow enough for requests of one moment to need a connection each.
		origin = FaultServer.start().behaviour(Behaviour.delayed(Duration.ofMillis(40)));
		for (Transport transport : List.of(Transport.REACTOR, Transport.JETTY, Transport.HTTP_COMPONENTS)) {
			ConfigurableApplicationContext context = ClientApplication.start(transport, EnforcedRun.PROPERTIES);
			following.add(context);
			FutureTask<LoadResult> run = new FutureTask<>(() -> new EnforcedRun(transport).run(context));
			enforced.put(transport, run);
			start(run, transport + " enforced");
		}
		for (Transport transport : List.of(Transport.REACTOR, Transport.JETTY, Transport.HTTP_COMPONENTS_WEB,
				Transport.HTTP_COMPONENTS)) {
			applications.put(transport,
					ClientApplication.start(transport, List.of(TwoAddresses.class), "keepalive.proxy.idle=10s",
							"keepalive.client.max-connections=200", "keepalive.client.max-connections-per-route=100",
							"spring.reactor.netty.shutdown-quiet-period=0s"));
			start(transport + " window", () -> window(transport));
		}
		for (Transport transport : List.of(Transport.REACTOR, Transport.JETTY)) {
			start(transport + " requests",
					() -> chatter(transport, RealNginx.Limits.window(LONG).requests(5), Duration.ofSeconds(8)));
			start(transport + " age", () -> chatter(transport, RealNginx.Limits.window(LONG).age(Duration.ofSeconds(5)),
					Duration.ofSeconds(12)));
			start(transport + " reloads", () -> reloads(transport));
			start(transport + " killed", () -> killed(transport));
			start(transport + " addresses", () -> addresses(transport));
			if (Boolean.getBoolean("keepalive.long")) {
				start(transport + " rise", () -> rise(transport));
			}
		}
	}

	private static void start(String name, Callable<WindowReading> run) {
		FutureTask<WindowReading> task = new FutureTask<>(run);
		runs.put(name, task);
		start(task, name);
	}

	private static void start(Runnable run, String name) {
		Thread thread = new Thread(run, name);
		thread.setDaemon(true);
		thread.start();
	}

	@AfterAll
	static void stop() {
		applications.values().forEach(ConfigurableApplicationContext::close);
		applications.clear();
		following.forEach(ConfigurableApplicationContext::close);
		following.clear();
		enforced.clear();
		runs.clear();
		if (origin != null) {
			origin.close();
			stalls.close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY", "HTTP_COMPONENTS_WEB" })
	void windowIsLearned(Transport transport) throws Exception {
		WindowReading.Estimate estimate = result(transport + " window").estimate();
		assertThat(estimate).isNotNull();
		assertThat(estimate.closes()).isGreaterThanOrEqualTo(ENOUGH);
		assertThat(estimate.about()).isBetween(Duration.ofMillis(1800), longest());
		assertThat(estimate.upperBound()).isFalse();
		assertThat(estimate.addresses()).isOne();
	}

	@Test
	void classicHttpClientGivesAnUpperBound() throws Exception {
		WindowReading.Estimate estimate = result(Transport.HTTP_COMPONENTS + " window").estimate();
		assertThat(estimate).isNotNull();
		assertThat(estimate.upperBound()).isTrue();
		assertThat(estimate.about()).isBetween(Duration.ofMillis(1950), Duration.ofMillis(3500));
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	void limitOfRequestsIsNoWindow(Transport transport) throws Exception {
		assertThat(result(transport + " requests").estimate()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	void limitOfAgeIsNoWindow(Transport transport) throws Exception {
		assertThat(result(transport + " age").estimate()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	void reloadsAreNoWindow(Transport transport) throws Exception {
		assertThat(result(transport + " reloads").estimate()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	void connectionsKilledAtOnceAreNoWindow(Transport transport) throws Exception {
		WindowReading reading = result(transport + " killed");
		assertThat(reading.estimate()).isNull();
		// Those that had been idle for the same time show no pattern.
		assertThat(reading.patterns()).as(reading.toString())
			.allMatch((seen) -> seen.pattern() == ClosePattern.RESTART);
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	void shortestWindowOfTwoAddressesCounts(Transport transport) throws Exception {
		WindowReading.Estimate estimate = result(transport + " addresses").estimate();
		assertThat(estimate).isNotNull();
		assertThat(estimate.about()).isBetween(Duration.ofMillis(1800), longest());
		assertThat(estimate.addresses()).isOne();
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY" })
	@EnabledIfSystemProperty(named = "keepalive.long", matches = "true")
	void windowThatGrowsIsLearnedAgain(Transport transport) throws Exception {
		WindowReading.Estimate estimate = result(transport + " rise").estimate();
		assertThat(estimate).isNotNull();
		assertThat(estimate.about()).isBetween(Duration.ofMillis(5400), Duration.ofMillis(6600));
	}

	@ParameterizedTest
	@EnumSource(names = { "REACTOR", "JETTY", "HTTP_COMPONENTS" })
	void clientThatFollowsLosesNothingOnceItHasLearned(Transport transport) throws Exception {
		LoadResult result = enforced.get(transport).get(4, TimeUnit.MINUTES);
		assertThat(result.requests()).isGreaterThanOrEqualTo(1000);
		assertThat(result.failures()).isEmpty();
		assertThat(result.resets()).isZero();
		assertThat(result.executed()).isEqualTo(result.requests());
		assertThat(result.connections()).as("connections opened").isLessThan(result.requests() * 3 / 4);
	}

	/**
	 * Closes are noticed late by a process that was kept from running.
	 */
	private static Duration longest() {
		return Duration.ofMillis(2200).plus(stalls.longest());
	}

	private static WindowReading result(String run) throws Exception {
		return runs.get(run).get(2, TimeUnit.MINUTES);
	}

	private static WindowReading window(Transport transport) throws Exception {
		try (RealProxy nginx = RealNginx.start(origin.port(), WINDOW, false);
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)), url(nginx.port()), USERS)) {
			load.wavesUntil(8, SILENCE, () -> closes(transport, nginx.port()) >= ENOUGH);
			return reading(transport, nginx.port());
		}
	}

	private static WindowReading chatter(Transport transport, RealNginx.Limits limits, Duration duration)
			throws Exception {
		try (RealProxy nginx = RealNginx.start(origin.port(), limits);
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)), url(nginx.port()), USERS)) {
			load.chatter(duration);
			return reading(transport, nginx.port());
		}
	}

	private static WindowReading reloads(Transport transport) throws Exception {
		try (RealProxy nginx = RealNginx.start(origin.port(), RealNginx.Limits.window(LONG).reloadable());
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)), url(nginx.port()), USERS)) {
			for (int i = 0; i < 4; i++) {
				load.chatter(Duration.ofSeconds(4));
				nginx.reload(LONG);
			}
			return reading(transport, nginx.port());
		}
	}

	private static WindowReading killed(Transport transport) throws Exception {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.delayed(Duration.ofMillis(200)));
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)), server.url("/"), KILLED)) {
			load.wave(Duration.ofSeconds(1));
			server.finIdle();
			load.chatter(Duration.ofSeconds(1));
			return reading(transport, server.port());
		}
	}

	private static WindowReading addresses(Transport transport) throws Exception {
		try (RealProxy nginx = RealNginx.start(origin.port(), RealNginx.Limits.window(WINDOW).other(LONG));
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)),
						"http://" + TwoAddresses.NAME + ":" + nginx.port() + "/", 2 * USERS)) {
			load.wavesUntil(8, SILENCE, () -> closes(transport, nginx.port()) >= ENOUGH / 2);
			return reading(transport, nginx.port());
		}
	}

	private static WindowReading rise(Transport transport) throws Exception {
		Duration higher = Duration.ofSeconds(6);
		try (RealProxy nginx = RealNginx.start(origin.port(), RealNginx.Limits.window(WINDOW).reloadable());
				WaveLoad load = new WaveLoad(transport.call(applications.get(transport)), url(nginx.port()), USERS)) {
			load.wavesUntil(8, SILENCE, () -> closes(transport, nginx.port()) > 0);
			nginx.reload(higher);
			load.wavesUntil(8, higher.plusMillis(400), () -> isAbove(transport, nginx.port(), WINDOW.multipliedBy(2)));
			return reading(transport, nginx.port());
		}
	}

	private static boolean isAbove(Transport transport, int port, Duration window) {
		WindowReading.Estimate estimate = reading(transport, port).estimate();
		return estimate != null && estimate.about().compareTo(window) > 0;
	}

	private static String url(int port) {
		return "http://localhost:" + port + "/";
	}

	private static int closes(Transport transport, int port) {
		WindowReading.Estimate estimate = reading(transport, port).estimate();
		return (estimate != null) ? estimate.closes() : 0;
	}

	private static WindowReading reading(Transport transport, int port) {
		return states(applications.get(transport), port).stream()
			.findFirst()
			.map(RouteState::window)
			.orElse(WindowReading.NOTHING);
	}

	static List<RouteState> states(ApplicationContext context, int port) {
		return context.getBean(PoolRegistry.class)
			.views()
			.stream()
			.flatMap((view) -> view.snapshot().stream())
			.map(PoolSnapshot::state)
			.filter(Objects::nonNull)
			.filter((state) -> state.route().port() == port)
			.toList();
	}

}
