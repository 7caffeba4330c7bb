package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.RouteState;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.StallMeter;

import org.springframework.context.ApplicationContext;

/**
 * A client that was told of a window five times as long as it is: first it learns, then
 * it is to lose nothing any more.
 *
 * @param transport the client
 */
record EnforcedRun(Transport transport) {

	/** What the application is told. */
	static final String[] PROPERTIES = { "keepalive.proxy.idle=10s", "keepalive.client.learn=enforce",
			"keepalive.client.max-connections=200", "keepalive.client.max-connections-per-route=150" };

	private static final Duration WINDOW = Duration.ofSeconds(2);

	// What follows from that window: a sixth less.
	private static final Duration CLIENT_IDLE = Duration.ofMillis(1667);

	private static final Duration ONE_WAY = Duration.ofMillis(10);

	private static final int LEARNERS = 8;

	// In half of the rounds half of the users stay away.
	private static final LoadPlan LOAD = new LoadPlan(100, 14, WINDOW, CLIENT_IDLE, Duration.ofMillis(1500));

	private static final int ATTEMPTS = 2;

	LoadResult run(ApplicationContext context) throws Exception {
		try (FaultServer origin = FaultServer.start();
				RealProxy nginx = RealNginx.start(origin.port(), WINDOW, false);
				DelayLine line = DelayLine.to(nginx.port(), ONE_WAY, 1)) {
			String url = "http://localhost:" + line.port(0);
			Call call = this.transport.call(context);
			try (WaveLoad learning = new WaveLoad(call, url, LEARNERS)) {
				learning.wavesUntil(30, WINDOW.plusMillis(400), () -> learned(context, line.port(0)));
			}
			if (!learned(context, line.port(0))) {
				throw new IllegalStateException("The window was not learned: " + seen(context, line.port(0)));
			}
			LoadResult result = load(origin, line, call, url);
			for (int i = 1; i < ATTEMPTS && !result.conclusive(LOAD.margin(ONE_WAY.multipliedBy(2))); i++) {
				System.out.println("enforced " + this.transport + ", inconclusive, repeated: " + result);
				result = load(origin, line, call, url);
			}
			return result;
		}
	}

	private static LoadResult load(FaultServer origin, DelayLine line, Call call, String url) throws Exception {
		origin.reset();
		int resets = line.resets();
		int connections = line.connections();
		try (StallMeter stalls = new StallMeter()) {
			BoundaryLoad load = new BoundaryLoad(LOAD, (user) -> url);
			load.runBursts(call);
			List<String> executed = origin.exchanges().stream().filter(Exchange::executed).map(Exchange::id).toList();
			return load.result(executed, line.connections() - connections, line.resets() - resets, stalls.longest());
		}
	}

	private static String seen(ApplicationContext context, int port) {
		return LearnedFromNginxTests.states(context, port)
			.stream()
			.map((state) -> state.window() + " " + state.counters().getOpened() + " opened, "
					+ Stream.of(CloseReason.values())
						.map((reason) -> reason + " " + state.counters().getClosed(reason))
						.toList())
			.toList()
			.toString();
	}

	private static boolean learned(ApplicationContext context, int port) {
		return LearnedFromNginxTests.states(context, port)
			.stream()
			.map(RouteState::idleTimeout)
			.anyMatch((idle) -> idle.origin() == Origin.LEARNED);
	}

}
