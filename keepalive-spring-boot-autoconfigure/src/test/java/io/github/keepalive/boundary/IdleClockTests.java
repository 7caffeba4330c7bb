package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.testsupport.Behaviour;
import io.github.keepalive.testsupport.FaultServer;
import org.junit.jupiter.api.AfterAll;
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

	@AfterAll
	static void closeApplications() {
		applications.forEach(ConfigurableApplicationContext::close);
		applications.clear();
	}

	@ParameterizedTest
	@CsvSource({ "HTTP_COMPONENTS,1000", "HTTP_COMPONENTS,2500", "REACTOR,1000", "REACTOR,2500", "REACTOR_WEB,1000",
			"REACTOR_WEB,2500", "JETTY,1000", "JETTY,2500" })
	void requestAfterSlowlyReadBodySucceeds(Transport transport, long pauseMillis) throws Exception {
		try (FaultServer origin = FaultServer.start().behaviour(Behaviour.ok(BODY));
				RealProxy proxy = RealNginx.start(origin.port(), WINDOW, false);
				DelayLine line = DelayLine.to(proxy.port(), ONE_WAY, READERS)) {
			ConfigurableApplicationContext context = ClientApplication.start(transport,
					"keepalive.proxy.idle=" + WINDOW.toMillis());
			applications.add(context);
			ExecutorService threads = Executors.newFixedThreadPool(READERS);
			List<Future<?>> readers = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				String url = "http://localhost:" + line.port(i) + "/";
				// Round the moment at which nginx closes, if that is still to come.
				Duration next = WINDOW.minusMillis(30).plusMillis(5L * i);
				readers.add(threads.submit(() -> read(transport, context, url, Duration.ofMillis(pauseMillis), next)));
			}
			threads.shutdown();
			for (Future<?> reader : readers) {
				reader.get(1, TimeUnit.MINUTES);
			}
			assertThat(origin.exchanges()).hasSize(2 * READERS);
			assertThat(line.resets()).isZero();
		}
	}

	private static Void read(Transport transport, ApplicationContext context, String url, Duration pause, Duration next)
			throws Exception {
		transport.with(context, (call, reader) -> {
			long headAt = reader.read(url, BODY, pause);
			TimeUnit.NANOSECONDS.sleep(Math.max(0, next.toNanos() - (System.nanoTime() - headAt)));
			assertThat(call.send("POST", url).status()).isEqualTo(200);
		});
		return null;
	}

}
