package io.github.keepalive.server.drain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.connection.Drains.Stage;
import io.github.keepalive.connection.ServerRegistry;
import org.awaitility.Awaitility;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The closing of a context, which goes on while the test looks at it.
 */
final class Closing {

	private final Thread thread;

	private final long beganNanos = System.nanoTime();

	private final ServerRegistry servers;

	private Closing(ConfigurableApplicationContext context) {
		this.servers = context.getBean(ServerRegistry.class);
		this.thread = new Thread(context::close, "closing");
		this.thread.start();
	}

	static Closing of(ConfigurableApplicationContext context) {
		return new Closing(context);
	}

	/**
	 * Closes, and waits until the drain has begun.
	 */
	static Closing draining(ConfigurableApplicationContext context) {
		Closing closing = of(context);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> closing.servers.drains().stage() != Stage.READY);
		assertThat(closing.servers.drains().stage()).isEqualTo(Stage.DRAINING);
		return closing;
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * Waits for the end.
	 * @return how long it took
	 */
	Duration await() throws InterruptedException {
		TimeUnit.SECONDS.timedJoin(this.thread, 60);
		assertThat(this.thread.isAlive()).as("still closing").isFalse();
		return Duration.ofNanos(System.nanoTime() - this.beganNanos);
	}

}
