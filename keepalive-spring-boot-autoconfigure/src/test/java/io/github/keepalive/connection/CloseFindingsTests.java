package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.connection.IdleCloses.Side;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CloseFindings}.
 */
class CloseFindingsTests {

	private static final Duration WINDOW = Duration.ofSeconds(60);

	private final IdleCloses closes = new IdleCloses();

	@Test
	void behindAProxyInTheRightOrderThereIsNothingToSay() {
		close(1000, Side.PEER, 60, true);
		close(4, Side.SERVER, 65, true);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void fewAmongManyAreNoPattern() {
		close(200, Side.PEER, 60, true);
		close(10, Side.SERVER, 65, true);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void proxyThatKeepsConnectionsForLongerThanItsWindowIsNamed() {
		close(20, Side.PEER, 20, true);
		close(5, Side.SERVER, 65, true);
		close(30, Side.SERVER, 65, false);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("KA028");
			assertThat(finding.severity()).isEqualTo(Severity.WARN);
			assertThat(finding.message()).contains("The main server (tomcat) was the first to close 5 idle")
				.contains("65s after the last response")
				.contains("peers were the first 20 times (20s)")
				.contains("window is 60s");
			assertThat(finding.action()).contains("'keepalive.proxy.back-idle'").contains("'keepalive.server.idle'");
			assertThat(finding.properties()).contains("keepalive.server.idle", "keepalive.proxy.back-idle");
		});
	}

	@Test
	void proxyThatIsOnlyAssumedIsNamedToo() {
		close(5, Side.SERVER, 65, true);
		assertThat(find(TestPolicies.behind(null), Duration.ofSeconds(65))).extracting(Finding::severity)
			.containsExactly(Severity.WARN);
	}

	@Test
	void whereTheServerIsTooShortTheRemedyIsThere() {
		close(5, Side.SERVER, 20, true);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(20))).singleElement()
			.satisfies((finding) -> assertThat(finding.action()).contains("Raise the server's idle timeout above 60s"));
	}

	@Test
	void directCallersBesideTheProxyAreNoFinding() {
		close(10, Side.PEER, 60, true);
		close(500, Side.SERVER, 65, false);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void whereNothingTellsProxiesFromDirectCallersItIsAHint() {
		close(5, Side.PEER, 60, false);
		close(10, Side.SERVER, 65, false);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).singleElement().satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains("10 idle connections").contains("the ordinary end");
			assertThat(finding.action()).startsWith("Nothing, if");
		});
		assertThat(find(TestPolicies.behind(null), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void peersThatMostlyCloseFirstAreNoFinding() {
		close(11, Side.PEER, 60, false);
		close(10, Side.SERVER, 65, false);
		assertThat(find(TestPolicies.behind(WINDOW), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void withoutAProxyItIsTheOrdinaryEnd() {
		close(100, Side.SERVER, 65, true);
		assertThat(find(direct(), Duration.ofSeconds(65))).isEmpty();
	}

	@Test
	void whereItCannotBeSeenThereIsNothingToSay() {
		assertThat(CloseFindings.of(new Server(null, Duration.ofSeconds(65)), TestPolicies.behind(WINDOW))).isEmpty();
	}

	private void close(int count, Side side, int seconds, boolean forwarded) {
		for (int i = 0; i < count; i++) {
			this.closes.closed(side, Duration.ofSeconds(seconds).toNanos(), forwarded);
		}
	}

	private List<Finding> find(KeepAlivePolicy policy, Duration serverIdle) {
		return CloseFindings.of(new Server(this.closes, serverIdle), policy);
	}

	private static KeepAlivePolicy direct() {
		return new KeepAlivePlanner(ProxyCatalogue.load())
			.plan(new KeepAliveInputs(new ProxySettings("keepalive.proxy", "none", List.of(), null, null, null),
					new ClientSettings("keepalive.client", null, null, null, null, null, null, true), null,
					new ServerSettings("keepalive.server", null, null, null)));
	}

	private record Server(@Nullable IdleCloses idleCloses, Duration effectiveIdleTimeout) implements ServerView {

		@Override
		public String name() {
			return "main";
		}

		@Override
		public String type() {
			return "tomcat";
		}

		@Override
		public @Nullable Derived idleTimeout() {
			return null;
		}

		@Override
		public @Nullable Derived headerTimeout() {
			return null;
		}

		@Override
		public @Nullable Duration effectiveHeaderTimeout() {
			return null;
		}

	}

}
