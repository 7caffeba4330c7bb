package io.github.keepalive.edge;

import java.time.Duration;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.TestPolicies;
import io.github.keepalive.policy.KeepAliveConflictException;
import io.github.keepalive.testsupport.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Edge cases of alignment.
 */
class AlignmentEdgeTests {

	private final ManualClock clock = new ManualClock();

	@Test
	void connectionThatWasNeverUsedIsIdleSinceItWasOpened() {
		Connections connections = new Connections(TestPolicies.behind(Duration.ofSeconds(60)), null, "any", this.clock);
		ConnectionLife life = connections.opened(new Route("localhost", 80));
		this.clock.advance(Duration.ofSeconds(49));
		assertThat(connections.mayLease(life, null)).isNull();
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(connections.mayLease(life, null)).isEqualTo(CloseReason.IDLE);
	}

	@ParameterizedTest
	@ValueSource(longs = { Integer.MAX_VALUE, Integer.MAX_VALUE - 19_999L })
	void windowThatNoServerCanOutlastIsRefused(long millis) {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> TestPolicies.behind(Duration.ofMillis(millis)))
			.satisfies((ex) -> assertThat(ex.getProperties()).containsKeys("keepalive.proxy.idle",
					"keepalive.server.margin"));
	}

	@Test
	void longestWindowIsOutlasted() {
		Duration window = Duration.ofMillis(Integer.MAX_VALUE - 20_000L);
		assertThat(TestPolicies.behind(window).server().idleTimeout().value()).isGreaterThan(window)
			.isEqualTo(Duration.ofMillis(Integer.MAX_VALUE));
	}

}
