package io.github.keepalive.client.reactor;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.ConnectionLife;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.PeerClose;
import io.github.keepalive.testsupport.Windows;
import io.netty.channel.Channel;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelEnd}.
 */
@Timeout(60)
class ReactorPeerCloseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final PoolRegistry pools = new PoolRegistry();

	private final ShiftedClock clock = new ShiftedClock();

	private final ReactorKeepAliveCustomizer customizer = new ReactorKeepAliveCustomizer(
			Windows.enforced(Policies.stated()), this.pools, this.clock, (provider) -> false);

	private final AtomicReference<@Nullable Channel> opened = new AtomicReference<>();

	private final WebClient client = WebClient.builder()
		.clientConnector(this.customizer.customize(ClientHttpConnectorBuilder.reactor())
			.withHttpClientCustomizer(TestTls::trust)
			.withHttpClientCustomizer((http) -> http.doOnConnected((each) -> this.opened.set(each.channel())))
			.build())
		.build();

	@AfterEach
	void close() {
		this.customizer.close();
	}

	@ParameterizedTest
	@EnumSource(PeerClose.class)
	void closeOfThePeerIsNoticedWithItsManner(PeerClose way) {
		try (FaultServer server = way.server()) {
			ConnectionLife life = get(server);
			assertThat(life.remote()).isInstanceOfSatisfying(InetSocketAddress.class, (remote) -> {
				assertThat(remote.isUnresolved()).isFalse();
				assertThat(remote.getPort()).isEqualTo(server.port());
			});
			way.end(server);
			awaitClosed(life, CloseReason.PEER);
			assertThat(life.closeManner()).isEqualTo(way.manner());
		}
	}

	@Test
	void closeByOurSideIsNotThePeers() {
		try (FaultServer server = FaultServer.start()) {
			ConnectionLife life = get(server);
			Channel channel = this.opened.get();
			assertThat(channel).isNotNull();
			channel.close().awaitUninterruptibly();
			awaitClosed(life, CloseReason.SHUTDOWN);
		}
	}

	@Test
	void windowThatBecomesKnownHoldsAtOnce() {
		try (FaultServer server = FaultServer.start()) {
			get(server);
			Windows.probed(this.pools, server, Duration.ofSeconds(6), this.clock);
			this.clock.advance(Duration.ofSeconds(3));
			get(server);
			assertThat(server.connectionsOpened()).isOne();
			this.clock.advance(Duration.ofSeconds(5));
			get(server);
			assertThat(server.connectionsOpened()).isEqualTo(2);
			this.clock.advance(Duration.ofSeconds(5));
			// Without traffic as well, by the pool's own background.
			Awaitility.await().atMost(PATIENCE).until(() -> row().counters().getClosed(CloseReason.IDLE) == 2);
		}
	}

	private ConnectionLife get(FaultServer server) {
		this.client.get().uri(server.url("/")).retrieve().bodyToMono(String.class).block(PATIENCE);
		Awaitility.await().atMost(PATIENCE).until(() -> Integer.valueOf(0).equals(row().active()));
		Channel channel = this.opened.get();
		assertThat(channel).isNotNull();
		PooledChannel pooled = PooledChannel.of(channel);
		assertThat(pooled).isNotNull();
		return pooled.life();
	}

	private void awaitClosed(ConnectionLife life, CloseReason reason) {
		Awaitility.await().atMost(PATIENCE).until(() -> row().counters().getClosed(reason) == 1);
		assertThat(life.closeReason()).isEqualTo(reason);
	}

	private PoolSnapshot row() {
		return this.pools.views().get(0).snapshot().get(0);
	}

}
