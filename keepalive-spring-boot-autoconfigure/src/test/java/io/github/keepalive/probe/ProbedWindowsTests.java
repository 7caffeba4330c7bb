package io.github.keepalive.probe;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.LearnedWindows;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.connection.WindowReading.Probed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbedWindows}.
 */
class ProbedWindowsTests {

	private static final Route ROUTE = new Route("shop.example", 443);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final LearnedWindows windows = new LearnedWindows();

	private final ProbedWindows listener = new ProbedWindows(this.windows);

	@Test
	void closeIsAWindow() {
		tell(ProbeResult.closed(Duration.ofSeconds(60), CloseManner.FIN));
		assertThat(probed().window()).isEqualTo(Duration.ofSeconds(60));
		assertThat(probed().closeSeen()).isTrue();
	}

	@Test
	void openConnectionIsALowerBound() {
		tell(ProbeResult.open(Duration.ofSeconds(120)));
		assertThat(probed().closeSeen()).isFalse();
		tell(ProbeResult.survived(Duration.ofSeconds(90)));
		assertThat(probed().window()).isEqualTo(Duration.ofSeconds(90));
		assertThat(probed().closeSeen()).isFalse();
	}

	@Test
	void upperBoundDoesNotReplaceAShorterWindow() {
		tell(ProbeResult.silent(Duration.ofSeconds(300), PATIENCE));
		assertThat(probed().window()).isEqualTo(Duration.ofSeconds(300));
		tell(ProbeResult.closed(Duration.ofSeconds(60), CloseManner.FIN));
		tell(ProbeResult.lost(Duration.ofSeconds(90), CloseManner.RESET));
		assertThat(probed().window()).isEqualTo(Duration.ofSeconds(60));
		tell(ProbeResult.lost(Duration.ofSeconds(30), CloseManner.RESET));
		assertThat(probed().window()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void peerThatKeepsNothingHasNoWindow() {
		tell(ProbeResult.notKept("Connection: close", null));
		assertThat(this.windows.window(ROUTE).read().probed()).isNull();
	}

	private void tell(ProbeResult result) {
		this.listener.probed(ROUTE, new InetSocketAddress("127.0.0.1", 443), result, Tick.now());
	}

	private Probed probed() {
		return this.windows.window(ROUTE).read().probed();
	}

}
