package io.github.keepalive.client.apache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.keepalive.connection.Attempt;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.Maintenance;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.ManualClock;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server, a clock and a pool registry for tests of both clients.
 */
abstract class AbstractApacheTests {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	final ManualClock clock = new ManualClock();

	final PoolRegistry pools = new PoolRegistry();

	final Maintenance maintenance = new Maintenance();

	final ExecutorService users = Executors.newCachedThreadPool();

	FaultServer server = FaultServer.start();

	abstract Caller caller(KeepAlivePolicy policy, IdleClock clock);

	@AfterEach
	void close() {
		this.maintenance.close();
		this.users.shutdownNow();
		this.server.close();
	}

	PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

	RouteCounters counters() {
		RouteCounters counters = row().counters();
		assertThat(counters).isNotNull();
		return counters;
	}

	/**
	 * Closes are counted after those whom they concern have heard of them.
	 * @param reason why one connection was closed
	 */
	void assertClosed(CloseReason reason) {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(counters().getClosed(reason)).as("closed for %s", reason).isEqualTo(1));
	}

	/**
	 * The plan behind a 60 s window: 50 s, margin 10 s, lifetime 9 m less jitter.
	 * @param client the client settings, or {@code null}
	 * @return the plan
	 */
	static KeepAlivePolicy policy(@Nullable ClientSettings client) {
		ProxySettings proxy = new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null);
		ClientSettings settings = (client != null) ? client
				: new ClientSettings("keepalive.client", null, null, null, null, null, null, true);
		return new KeepAlivePlanner(ProxyCatalogue.load())
			.plan(new KeepAliveInputs(proxy, settings, null, new ServerSettings("keepalive.server", null, null, null)));
	}

	static KeepAlivePolicy policy(Duration idle) {
		return policy(new ClientSettings("keepalive.client", idle, null, null, null, null, null, true));
	}

	static ClientKeepAlive plan() {
		return policy((ClientSettings) null).client();
	}

	/**
	 * A client under test.
	 */
	interface Caller extends AutoCloseable {

		default @Nullable String get(String url) {
			return send(HttpMethod.GET, url, null, null);
		}

		/**
		 * Sends and reads the whole response.
		 * @param method the method
		 * @param url where to
		 * @param body a body that can be repeated, or {@code null}
		 * @param attempt the attempt, or {@code null}
		 * @return the server's number of the connection
		 */
		@Nullable String send(HttpMethod method, String url, @Nullable String body, @Nullable Attempt attempt);

		/**
		 * Posts a stream that waits before its first byte.
		 * @param url where to
		 * @param go what it waits for
		 * @return the response body
		 */
		@Nullable String upload(String url, CountDownLatch go);

	}

}
