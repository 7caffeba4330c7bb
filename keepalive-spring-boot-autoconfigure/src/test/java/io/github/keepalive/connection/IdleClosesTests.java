package io.github.keepalive.connection;

import java.time.Duration;

import io.github.keepalive.connection.IdleCloses.Side;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdleCloses}.
 */
class IdleClosesTests {

	private final IdleCloses closes = new IdleCloses();

	@Test
	void withoutAnyThereAreNoAges() {
		assertThat(this.closes.by(Side.PEER)).isEqualTo(new IdleCloses.Summary(0, 0, null, null, null));
	}

	@Test
	void sidesAreCountedApart() {
		this.closes.closed(Side.SERVER, Duration.ofSeconds(65).toNanos(), false);
		this.closes.closed(Side.PEER, Duration.ofSeconds(1).toNanos(), true);
		this.closes.closed(Side.PEER, Duration.ofSeconds(3).toNanos(), true);
		assertThat(this.closes.by(Side.SERVER)).isEqualTo(
				new IdleCloses.Summary(1, 0, Duration.ofSeconds(65), Duration.ofSeconds(65), Duration.ofSeconds(65)));
		assertThat(this.closes.by(Side.PEER).count()).isEqualTo(2);
		assertThat(this.closes.by(Side.PEER).forwarded()).isEqualTo(2);
		assertThat(this.closes.by(Side.PEER).shortest()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.closes.by(Side.PEER).longest()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void medianIsWithinTenPercent() {
		for (int millis = 1; millis < 3_000_000; millis = millis * 3 / 2 + 1) {
			IdleCloses some = new IdleCloses();
			some.closed(Side.PEER, 0, false);
			some.closed(Side.PEER, Duration.ofMillis(millis).toNanos(), false);
			some.closed(Side.PEER, Duration.ofDays(40).toNanos(), false);
			long median = some.by(Side.PEER).median().toMillis();
			assertThat(median).isBetween((long) Math.floor(millis * 0.9), (long) Math.ceil(millis * 1.1));
		}
	}

}
