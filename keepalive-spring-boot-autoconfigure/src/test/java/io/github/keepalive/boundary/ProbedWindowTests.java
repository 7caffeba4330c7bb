package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Route;
import io.github.keepalive.probe.ProbeReport;
import io.github.keepalive.probe.ProbeState;
import io.github.keepalive.probe.ProbeTarget;
import io.github.keepalive.probe.ProbeTls;
import io.github.keepalive.probe.Probes;
import io.github.keepalive.test.FaultServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a probe measures the window of a real nginx.
 */
@Timeout(120)
class ProbedWindowTests {

	private static final Duration WINDOW = Duration.ofSeconds(2);

	private static final int ATTEMPTS = 3;

	@Test
	void windowOfNginxIsMeasuredWithinATenth() throws Exception {
		try (FaultServer origin = FaultServer.start();
				RealNginx plain = RealNginx.start(origin.port(), WINDOW, false);
				RealNginx secure = RealNginx.start(origin.port(), WINDOW, true);
				Probes probes = new Probes(
						List.of(target("plain", plain.port(), null),
								target("secure", secure.port(), FaultServer::clientSslContext)),
						IdleClock.SYSTEM, (route, remote, result, at) -> assertThat(result.window()).isNotNull())) {
			List<ProbeReport> reports = measure(probes);
			// A machine that is busy elsewhere only ever makes it longer.
			for (int i = 1; i < ATTEMPTS
					&& reports.stream().anyMatch((report) -> window(report).toMillis() > 2200); i++) {
				reports = measure(probes);
			}
			assertThat(reports).extracting(ProbedWindowTests::window)
				.allSatisfy((window) -> assertThat(window).isBetween(Duration.ofMillis(1800), Duration.ofMillis(2200)));
			assertThat(reports.get(0).result().closed()).isEqualTo(CloseManner.FIN);
		}
	}

	private static List<ProbeReport> measure(Probes probes) {
		Stream.of("plain", "secure").forEach((name) -> probes.start(name, null));
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(50))
			.until(probes::reports,
					(reports) -> reports.stream().noneMatch((report) -> report.state() == ProbeState.RUNNING));
	}

	private static Duration window(ProbeReport report) {
		assertThat(report.error()).isNull();
		assertThat(report.result().window()).isNotNull();
		return report.result().window().value();
	}

	private static ProbeTarget target(String name, int port, ProbeTls tls) {
		return new ProbeTarget(name, new Route("localhost", port), "GET", "/", Duration.ofSeconds(20), tls);
	}

}
