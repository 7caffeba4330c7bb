package io.github.keepalive.retry;

import java.net.URI;

import io.github.keepalive.connection.Tick;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatBudgets}.
 */
class RepeatBudgetsTests {

	private final RepeatBudgets budgets = new RepeatBudgets(0.2, 10, 1);

	private final Tick now = Tick.now();

	@Test
	void hostsDoNotShareABudget() {
		assertThat(this.budgets.of(URI.create("http://a:1/x"), this.now).tryTake(this.now.nanos())).isTrue();
		assertThat(this.budgets.of(URI.create("http://a:1/y"), this.now).tryTake(this.now.nanos())).isFalse();
		assertThat(this.budgets.of(URI.create("http://b:1/x"), this.now).tryTake(this.now.nanos())).isTrue();
	}

	@Test
	void credentialsAreNotKept() {
		this.budgets.of(URI.create("http://user:secret@host:1/x"), this.now);
		assertThat(this.budgets.find("host:1")).isNotNull();
		assertThat(this.budgets.size()).isEqualTo(1);
	}

	@Test
	void numberOfBudgetsIsBounded() {
		for (int port = 1; port <= RepeatBudgets.MOST_HOSTS + 500; port++) {
			this.budgets.of(URI.create("http://host:" + port), this.now);
		}
		assertThat(this.budgets.size()).isLessThanOrEqualTo(RepeatBudgets.MOST_HOSTS + 1);
		assertThat(this.budgets.of(URI.create("/relative"), this.now)).isSameAs(this.budgets.find("*"));
	}

}
