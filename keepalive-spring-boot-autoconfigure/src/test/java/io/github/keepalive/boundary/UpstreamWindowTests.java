package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that one application keeps idle connections for 5 s to an nginx with a window of
 * 6 s, and for less than 2 s to one with a window of 2 s.
 */
class UpstreamWindowTests {

	private static final int ATTEMPTS = 3;

	private static final Duration PAUSE = Duration.ofSeconds(3);

	private static final Map<Transport, FutureTask<Outcome>> runs = new LinkedHashMap<>();

	private static final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private static FaultServer origin;

	private static RealProxy shortNginx;

	private static RealProxy longNginx;

	@BeforeAll
	static void startRuns() {
		RealProxy.require(RealNginx.PROGRAM);
		origin = FaultServer.start();
		shortNginx = RealNginx.start(origin.port(), Duration.ofSeconds(2), false);
		longNginx = RealNginx.start(origin.port(), Duration.ofSeconds(6), false);
		for (Transport transport : List.of(Transport.HTTP_COMPONENTS, Transport.REACTOR, Transport.REACTOR_WEB,
				Transport.JETTY)) {
			// Started and closed outside of the runs: the first context that closes takes
			// Reactor Netty's global event loops with it.
			ConfigurableApplicationContext application = start(transport);
			applications.add(application);
			FutureTask<Outcome> run = new FutureTask<>(() -> run(transport, application));
			runs.put(transport, run);
			Thread thread = new Thread(run, transport.name());
			thread.setDaemon(true);
			thread.start();
		}
	}

	@AfterAll
	static void stop() throws Exception {
		applications.forEach(ConfigurableApplicationContext::close);
		applications.clear();
		if (origin != null) {
			shortNginx.close();
			longNginx.close();
			origin.close();
		}
		runs.clear();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "JDK", "HTTP_COMPONENTS_WEB" })
	void connectionIsKeptForTheUpstreamWithTheLongWindowOnly(Transport transport) throws Exception {
		Outcome outcome = runs.get(transport).get(2, TimeUnit.MINUTES);
		assertThat(outcome.longKept()).isTrue();
		assertThat(outcome.shortKept()).isFalse();
	}

	private static ConfigurableApplicationContext start(Transport transport) {
		return ClientApplication.start(transport, "keepalive.proxy.idle=60s",
				"keepalive.upstreams.short.hosts=localhost:" + shortNginx.port(),
				"keepalive.upstreams.short.proxy.idle=2s", "keepalive.upstreams.long.hosts=*.invalid,localhost",
				"keepalive.upstreams.long.proxy.idle=6s", "spring.reactor.netty.shutdown-quiet-period=0s");
	}

	private static Outcome run(Transport transport, ApplicationContext context) throws Exception {
		Outcome outcome = once(transport, context);
		// A connection may be lost for other reasons, such as event loops that end with
		// a context of another test; none may be kept for too long.
		for (int i = 1; i < ATTEMPTS && !outcome.longKept() && !outcome.shortKept(); i++) {
			outcome = once(transport, context);
		}
		return outcome;
	}

	private static Outcome once(Transport transport, ApplicationContext context) throws Exception {
		Call call = transport.call(context);
		String shortUrl = "http://localhost:" + shortNginx.port() + "/";
		String longUrl = "http://localhost:" + longNginx.port() + "/";
		String firstShort = call.send("POST", shortUrl).connection();
		String firstLong = call.send("POST", longUrl).connection();
		TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
		return new Outcome(firstShort.equals(call.send("POST", shortUrl).connection()),
				firstLong.equals(call.send("POST", longUrl).connection()));
	}

	private record Outcome(boolean shortKept, boolean longKept) {
	}

}
