package io.github.keepalive.metrics;

import java.time.Duration;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.IdleCloses.Side;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerMeters}.
 */
class ServerMetersTests {

	private final ServerRegistry servers = new ServerRegistry();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void closesAreCountedBySide() {
		IdleCloses closes = new IdleCloses();
		this.servers.register(new View("main", closes));
		bind();
		closes.closed(Side.PEER, Duration.ofSeconds(2).toNanos(), true);
		closes.closed(Side.PEER, Duration.ofSeconds(3).toNanos(), true);
		closes.closed(Side.SERVER, Duration.ofSeconds(5).toNanos(), false);
		assertThat(counter("main", "peer").count()).isEqualTo(2);
		assertThat(counter("main", "server").count()).isEqualTo(1);
		assertThat(counter("main", "server").getId().getBaseUnit()).isEqualTo("connections");
	}

	@Test
	void serverThatStartsLaterIsCounted() {
		bind();
		assertThat(this.registry.getMeters()).isEmpty();
		this.servers.register(new View("management", new IdleCloses()));
		assertThat(counter("management", "peer").count()).isZero();
	}

	@Test
	void serverThatIsBuiltAgainTakesThePlaceOfTheEarlierOne() {
		bind();
		this.servers.register(new View("main", new IdleCloses()));
		IdleCloses again = new IdleCloses();
		this.servers.register(new View("main", again));
		again.closed(Side.PEER, 1, false);
		assertThat(this.registry.getMeters()).hasSize(2);
		assertThat(counter("main", "peer").count()).isEqualTo(1);
	}

	@Test
	void serverThatCannotTellHasNoMeter() {
		this.servers.register(new View("8081", null));
		bind();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	private void bind() {
		new ServerMeters(this.servers).bindTo(this.registry);
	}

	private FunctionCounter counter(String server, String by) {
		return this.registry.get(KeepAliveMeters.SERVER_CONNECTIONS_CLOSED.meterName())
			.tags("server", server, "by", by)
			.functionCounter();
	}

	private record View(String name, @Nullable IdleCloses idleCloses) implements ServerView {

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
		public @Nullable Duration effectiveIdleTimeout() {
			return null;
		}

		@Override
		public @Nullable Duration effectiveHeaderTimeout() {
			return null;
		}

	}

}
