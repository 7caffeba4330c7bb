package io.github.keepalive.server.drain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.keepalive.connection.Drainable;
import io.github.keepalive.connection.Drains.Stage;
import io.github.keepalive.connection.ReadinessPolls;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.testsupport.LogWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainListener} and {@link Drain} with servers that do as told.
 */
@Timeout(60)
class DrainListenerTests {

	private static final DrainLimits LIMITS = new DrainLimits(Duration.ofMillis(500), Duration.ofMillis(200));

	private final ServerRegistry servers = new ServerRegistry();

	private final ReadinessPolls polls = new ReadinessPolls();

	@Test
	void refusesTrafficBeforeAnythingElse() {
		List<String> steps = new ArrayList<>();
		close(new FakeServer() {

			@Override
			public void closeAfterResponses() {
				steps.add("announce, " + DrainListenerTests.this.servers.drains().stage());
			}

			@Override
			public void refuse() {
				steps.add("refuse, " + DrainListenerTests.this.servers.drains().stage());
			}

		}, (state) -> assertThat(state).isEqualTo(ReadinessState.REFUSING_TRAFFIC));
		assertThat(steps).containsExactly("announce, READY", "refuse, DRAINING");
		assertThat(this.servers.drains().stage()).isEqualTo(Stage.DRAINED);
	}

	@Test
	void serverThatFailsDoesNotHoldTheStop() {
		try (LogWatch log = LogWatch.on("io.github.keepalive")) {
			close(new FakeServer() {

				@Override
				public void closeAfterResponses() {
					throw new IllegalStateException("fails");
				}

				@Override
				public void refuse() throws IOException {
					throw new IOException("fails, too");
				}

				@Override
				public List<OpenConnection> open() {
					throw new IllegalStateException("fails as well");
				}

			}, (state) -> {
			});
			assertThat(log.messages()).anyMatch((line) -> line.startsWith("The fake server is not drained as planned"));
		}
	}

	@Test
	void serverThatHangsDoesNotHoldTheStop() {
		close(new FakeServer() {

			@Override
			public void refuse() throws InterruptedException {
				Thread.currentThread().join();
			}

		}, (state) -> {
		});
		assertThat(this.servers.drains().stage()).isEqualTo(Stage.DRAINED);
	}

	@Test
	void requestsThatNobodyElseWaitsForHaveTheirTime() {
		FakeServer server = new FakeServer() {

			@Override
			public boolean leavesRequestsToUs() {
				return true;
			}

		};
		server.connections.add(new FakeConnection(false));
		long before = System.nanoTime();
		close(server, (state) -> {
		});
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(LIMITS.period());
	}

	@Test
	void longestIdleConnectionEndsFirst() {
		FakeServer server = new FakeServer();
		List<Long> ended = new ArrayList<>();
		for (long silent : new long[] { 10_000, 30_000, 20_000 }) {
			server.connections.add(new FakeConnection(true) {

				@Override
				public long silentMillis() {
					return silent;
				}

				@Override
				public boolean end() {
					ended.add(silent);
					return super.end();
				}

			});
		}
		close(server, (state) -> {
		});
		assertThat(ended).containsExactly(30_000L, 20_000L, 10_000L);
	}

	@Test
	void eventsOfOtherContextsAreNotOurs() {
		FakeServer server = new FakeServer();
		this.servers.drains().register(server);
		try (GenericApplicationContext parent = new GenericApplicationContext();
				GenericApplicationContext child = new GenericApplicationContext()) {
			parent.refresh();
			DrainListener listener = listener(parent);
			listener.onApplicationEvent(new ContextClosedEvent(child));
			assertThat(this.servers.drains().stage()).isEqualTo(Stage.READY);
		}
	}

	@Test
	void nothingIsDrainedThatNobodyEverUsed() {
		close(new FakeServer() {

			@Override
			public boolean accepted() {
				return false;
			}

		}, (state) -> {
		});
		assertThat(this.servers.drains().stage()).isEqualTo(Stage.READY);
	}

	private void close(Drainable server, Consumer<ReadinessState> readiness) {
		this.servers.drains().register(server);
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(ApplicationAvailabilityBean.class);
		context.refresh();
		context.addApplicationListener(listener(context));
		ApplicationAvailability availability = context.getBean(ApplicationAvailability.class);
		context.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> readiness
			.accept(availability.getReadinessState()));
		context.close();
	}

	private DrainListener listener(GenericApplicationContext context) {
		DrainListener listener = new DrainListener(this.servers, LIMITS, this.polls,
				context.getBeanProvider(ApplicationAvailability.class));
		listener.setApplicationContext(context);
		return listener;
	}

	private static class FakeServer implements Drainable {

		final List<OpenConnection> connections = new ArrayList<>();

		@Override
		public String server() {
			return "fake";
		}

		@Override
		public boolean accepted() {
			return true;
		}

		@Override
		public void closeAfterResponses() {
		}

		@Override
		public void refuse() throws Exception {
		}

		@Override
		public long told() {
			return 0;
		}

		@Override
		public List<? extends OpenConnection> open() {
			return List.copyOf(this.connections);
		}

	}

	private static class FakeConnection implements Drainable.OpenConnection {

		private final boolean idle;

		private boolean open = true;

		FakeConnection(boolean idle) {
			this.idle = idle;
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public boolean isIdle() {
			return this.open && this.idle;
		}

		@Override
		public long silentMillis() {
			return 0;
		}

		@Override
		public boolean end() {
			this.open = false;
			return true;
		}

	}

}
