package io.github.keepalive.client.reactor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.keepalive.connection.CloseReason;
import io.github.keepalive.connection.Connections;
import io.github.keepalive.connection.LearnedWindow;
import io.github.keepalive.connection.LearnedWindows;
import io.github.keepalive.connection.Route;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.testsupport.ManualClock;
import io.github.keepalive.testsupport.Windows;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.ConnectionProvider.ConnectionMetadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PolicyEviction}, {@link ChannelIdle} and {@link BackgroundScheduler}.
 */
class PolicyEvictionTests {

	private static final Route ROUTE = new Route("api.example.org", 80);

	private final KeepAlivePolicy policy = Windows.enforced(Policies.stated());

	private final ManualClock clock = new ManualClock();

	private final LearnedWindows windows = new LearnedWindows();

	private final Connections connections = new Connections(this.policy, null, "Reactor Netty", this.clock,
			this.windows);

	private final PolicyEviction eviction = new PolicyEviction(this.policy.client());

	private final PoolGauge gauge = new PoolGauge();

	@BeforeEach
	void knowAWindowForAnHour() {
		LearnedWindow window = this.windows.window(ROUTE);
		assertThat(window).isNotNull();
		window.probed(Duration.ofSeconds(12), true, this.clock.now());
		this.clock.advance(Duration.ofMinutes(62));
	}

	@Test
	void backgroundKeepsWhatNoRequestGets() {
		Connection connection = pooled();
		this.clock.advance(Duration.ofSeconds(9));
		assertThat(evictedInBackground(connection)).isFalse();
		assertThat(evicted(connection)).isFalse();
		this.clock.advance(Duration.ofSeconds(4));
		assertThat(evictedInBackground(connection)).isFalse();
		assertThat(life(connection).idle().expired()).isTrue();
		assertThat(evictedInBackground(connection)).isTrue();
		assertThat(life(connection).life().closeReason()).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void requestDoesNotGetWhatTheBackgroundKeeps() {
		Connection connection = pooled();
		this.clock.advance(Duration.ofSeconds(13));
		assertThat(evictedInBackground(connection)).isFalse();
		assertThat(evicted(connection)).isTrue();
	}

	@Test
	void requestServedAfterAnEvictionDoesNotEither() {
		Connection connection = pooled();
		this.clock.advance(Duration.ofSeconds(13));
		this.gauge.pending().incrementAndGet();
		assertThat(evictedInBackground(connection)).isTrue();
	}

	@Test
	void backgroundKeepsNothingBeyondWhatIsTried() {
		Connection connection = pooled();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(evictedInBackground(connection)).isTrue();
		assertThat(life(connection).life().closeReason()).isEqualTo(CloseReason.IDLE);
	}

	@Test
	void backgroundKeepsNothingThatIsClosedOrRetired() {
		Connection closed = pooled();
		Connection retired = pooled();
		this.clock.advance(Duration.ofSeconds(13));
		closed.channel().close();
		this.connections.route(ROUTE).retireIdleSince(this.clock.now());
		assertThat(evictedInBackground(closed)).isTrue();
		assertThat(evictedInBackground(retired)).isTrue();
	}

	@Test
	void onlyTasksOfTheSchedulerAreTheBackground() {
		assertThat(inBackground(BackgroundScheduler::isRunning)).isTrue();
		assertThat(BackgroundScheduler.isRunning()).isFalse();
	}

	private Connection pooled() {
		EmbeddedChannel channel = new EmbeddedChannel();
		channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpClientCodec());
		PooledChannel opened = PooledChannel.open(channel, this.connections, this.connections.route(ROUTE), this.gauge);
		opened.leased(false, null);
		assertThat(opened.refusal(null)).isNull();
		opened.responseHead(null);
		assertThat(opened.released()).isFalse();
		return Connection.from(channel);
	}

	private static PooledChannel life(Connection connection) {
		PooledChannel pooled = PooledChannel.of(connection.channel());
		assertThat(pooled).isNotNull();
		return pooled;
	}

	private boolean evicted(Connection connection) {
		return this.eviction.test(connection, mock(ConnectionMetadata.class));
	}

	private boolean evictedInBackground(Connection connection) {
		return inBackground(() -> evicted(connection));
	}

	private static boolean inBackground(Supplier<Boolean> question) {
		CompletableFuture<Boolean> answer = new CompletableFuture<>();
		new BackgroundScheduler().schedule(() -> {
			try {
				answer.complete(question.get());
			}
			catch (RuntimeException | Error ex) {
				answer.completeExceptionally(ex);
			}
		});
		return answer.join();
	}

}
