package io.github.keepalive.fault;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatBudget}.
 */
class RepeatBudgetTests {

	private static final long NOW = -5_000;

	@Test
	void burstIsThereFromTheStart() {
		RepeatBudget budget = new RepeatBudget(0.2, 0, 3, NOW);
		assertThat(taken(budget, 10, NOW)).isEqualTo(3);
	}

	@Test
	void fiveRequestsEarnOneRepeat() {
		RepeatBudget budget = new RepeatBudget(0.2, 0, 1, NOW);
		assertThat(budget.tryTake(NOW)).isTrue();
		for (int i = 0; i < 4; i++) {
			budget.request();
			assertThat(budget.tryTake(NOW)).isFalse();
		}
		budget.request();
		assertThat(budget.tryTake(NOW)).isTrue();
	}

	@Test
	void timeEarnsTokens() {
		RepeatBudget budget = new RepeatBudget(0, 10, 100, NOW);
		assertThat(taken(budget, 200, NOW)).isEqualTo(100);
		assertThat(taken(budget, 200, NOW + TimeUnit.SECONDS.toNanos(2))).isEqualTo(20);
	}

	@Test
	void smallStepsOfTimeAddUp() {
		RepeatBudget budget = new RepeatBudget(0, 10, 1, NOW);
		assertThat(budget.tryTake(NOW)).isTrue();
		long now = NOW;
		for (int i = 0; i < 9; i++) {
			now += TimeUnit.MILLISECONDS.toNanos(10);
			assertThat(budget.tryTake(now)).isFalse();
		}
		assertThat(budget.tryTake(now + TimeUnit.MILLISECONDS.toNanos(10))).isTrue();
	}

	@Test
	void neverHoldsMoreThanTheBurst() {
		RepeatBudget budget = new RepeatBudget(1, 10, 2, NOW);
		for (int i = 0; i < 50; i++) {
			budget.request();
		}
		assertThat(taken(budget, 10, NOW + TimeUnit.DAYS.toNanos(1))).isEqualTo(2);
	}

	@Test
	void longPauseAtAHighRateDoesNotOverflow() {
		RepeatBudget budget = new RepeatBudget(0, 1_000_000, 5, NOW);
		assertThat(taken(budget, 10, NOW)).isEqualTo(5);
		assertThat(taken(budget, 10, NOW + TimeUnit.DAYS.toNanos(365))).isEqualTo(5);
	}

	@Test
	void clockReadByAnotherThreadEarlierTakesNothingAway() {
		RepeatBudget budget = new RepeatBudget(0, 10, 2, NOW);
		assertThat(taken(budget, 2, NOW - TimeUnit.SECONDS.toNanos(10))).isEqualTo(2);
	}

	private static int taken(RepeatBudget budget, int wanted, long now) {
		int taken = 0;
		for (int i = 0; i < wanted; i++) {
			taken += budget.tryTake(now) ? 1 : 0;
		}
		return taken;
	}

}
