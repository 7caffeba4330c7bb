package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that idle time starts with the response head: nginx has handed the whole body to
 * its kernel and its clock runs while our caller still reads.
 */
class IdleClockTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final Duration ONE_WAY = Duration.ofMillis(10);

	private static final int BODY = 300 * 1024;

	private static final int READERS = 8;

	private static final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private static final Map<String, FutureTask<Outcome>> runs = new LinkedHashMap<>();

	@BeforeAll
	static void startRuns() {
		RealProxy.require(RealNginx.PROGRAM);
		for (Transport transport : List.of(Transport.HTTP_COMPONENTS, Transport.REACTOR, Transport.REACTOR_WEB,
				Transport.JETTY)) {
			ConfigurableApplicationContext context = ClientApplication.start(transport,
					"keepalive.proxy.idle=" + WINDOW.toMillis());
			applications.add(context);
			for (int pause : new int[] { 1000, 2500 }) {
				runs.put(transport + " " + pause,
						new FutureTask<>(() -> run(transport, context, Duration.ofMillis(pause))));
			}
		}
		runs.forEach((name, run) -> {
			Thread thread = new Thread(run, name);
			thread.setDaemon(true);
			thread.start();
		});
	}

	@AfterAll
	static void closeApplications() {
		applications.forEach(ConfigurableApplicationContext::close);
		applications.clear();
		runs.clear();
	}

	@ParameterizedTest
	@CsvSource({ "HTTP_COMPONENTS,1000", "HTTP_COMPONENTS,2500", "REACTOR,1000", "REACTOR,2500", "REACTOR_WEB,1000",
			"REACTOR_WEB,2500", "JETTY,1000", "JETTY,2500" })
	void requestAfterSlowlyReadBodySucceeds(Transport transport, int pauseMillis) throws Exception {
		Outcome outcome = runs.get(transport + " " + pauseMillis).get(2, TimeUnit.MINUTES);
		assertThat(outcome.failures()).isEmpty();
		assertThat(outcome.executed()).isEqualTo(2 * READERS);
		assertThat(outcome.resets()).isZero();
	}

	private static Outcome run(Transport transport, ApplicationContext context, Duration pause) throws Exception {
		Behaviour[] bodies = new Behaviour[READERS];
		Arrays.fill(bodies, Behaviour.ok(BODY));
		try (FaultServer origin = FaultServer.start().enqueue(bodies);
				RealProxy proxy = RealNginx.start(origin.port(), WINDOW, false);
				DelayLine line = DelayLine.to(proxy.port(), ONE_WAY, READERS)) {
			ExecutorService threads = Executors.newFixedThreadPool(READERS);
			List<Future<?>> readers = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				String url = "http://localhost:" + line.port(i) + "/";
				// Round the moment at which nginx closes, if that is still to come.
				Duration next = WINDOW.minusMillis(30).plusMillis(5L * i);
				readers.add(threads.submit(() -> read(transport, context, url, pause, next)));
			}
			threads.shutdown();
			return new Outcome(failures(readers), origin.exchanges().size(), line.resets());
		}
	}

	private static Void read(Transport transport, ApplicationContext context, String url, Duration pause, Duration next)
			throws Exception {
		transport.with(context, (call, reader) -> {
			long headAt = reader.read(url, BODY, pause);
			TimeUnit.NANOSECONDS.sleep(Math.max(0, next.toNanos() - (System.nanoTime() - headAt)));
			call.send("POST", url);
		});
		return null;
	}

	private static List<String> failures(List<Future<?>> readers) throws InterruptedException {
		List<String> failures = new ArrayList<>();
		for (Future<?> reader : readers) {
			try {
				reader.get();
			}
			catch (ExecutionException ex) {
				failures.add(ex.getCause().toString());
			}
		}
		return failures;
	}

	private record Outcome(List<String> failures, int executed, int resets) {
	}

}
