package io.github.keepalive.client.jetty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.CloseManner;
import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.PeerClose;
import io.github.keepalive.testsupport.Windows;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerEnd}.
 */
@Timeout(60)
class JettyPeerCloseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final MovableClock clock = new MovableClock();

	private final AtomicReference<@Nullable HttpClient> httpClient = new AtomicReference<>();

	@AfterEach
	void stop() throws Exception {
		HttpClient built = this.httpClient.get();
		if (built != null) {
			built.stop();
		}
	}

	@ParameterizedTest
	@EnumSource(PeerClose.class)
	void closeOfThePeerIsNoticedWithItsManner(PeerClose way) {
		PoolRegistry pools = new PoolRegistry();
		RestClient client = client(pools);
		try (FaultServer server = way.server()) {
			client.get().uri(server.url("/")).retrieve().body(String.class);
			ConnectionLife life = life();
			assertThat(life.remote()).isInstanceOfSatisfying(InetSocketAddress.class,
					(remote) -> assertThat(remote.getPort()).isEqualTo(server.port()));
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> Integer.valueOf(0).equals(pools.views().get(0).snapshot().get(0).active()));
			way.end(server);
			Awaitility.await().atMost(PATIENCE).until(() -> life.closeReason() != null);
			assertThat(life.closeReason()).isEqualTo(CloseReason.PEER);
			if (way.tls() && way.manner() != CloseManner.RESET) {
				assertThat(life.closeManner()).isIn(way.manner(), CloseManner.UNKNOWN);
			}
			else {
				assertThat(life.closeManner()).isEqualTo(way.manner());
			}
		}
	}

	@Test
	void windowThatBecomesKnownHoldsAtOnce() {
		PoolRegistry pools = new PoolRegistry();
		RestClient client = client(pools);
		try (FaultServer server = FaultServer.start()) {
			get(client, server, pools);
			Windows.probed(pools, server, Duration.ofSeconds(6), this.clock);
			this.clock.advance(Duration.ofSeconds(3));
			get(client, server, pools);
			assertThat(server.connectionsOpened()).isOne();
			this.clock.advance(Duration.ofSeconds(6));
			get(client, server, pools);
			assertThat(server.connectionsOpened()).isEqualTo(2);
		}
	}

	private static void get(RestClient client, FaultServer server, PoolRegistry pools) {
		client.get().uri(server.url("/")).retrieve().body(String.class);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> Integer.valueOf(0).equals(pools.views().get(0).snapshot().get(0).active()));
	}

	private ConnectionLife life() {
		HttpClient built = this.httpClient.get();
		assertThat(built).isNotNull();
		KeepAliveConnectionPool pool = (KeepAliveConnectionPool) built.getDestinations().get(0).getConnectionPool();
		return pool.governed().iterator().next().life();
	}

	private RestClient client(PoolRegistry pools) {
		SslContextFactory.Client ssl = new SslContextFactory.Client();
		ssl.setSslContext(FaultServer.clientSslContext());
		return RestClient.builder()
			.requestFactory(new JettyKeepAliveCustomizer(Windows.enforced(Policies.idle(Duration.ofSeconds(30))), pools,
					this.clock)
				.customize(ClientHttpRequestFactoryBuilder.jetty())
				.withHttpClientCustomizer(this.httpClient::set)
				.withClientConnectorCustomizerCustomizer((connector) -> connector.setSslContextFactory(ssl))
				.build(HttpClientSettings.defaults()))
			.build();
	}

}
