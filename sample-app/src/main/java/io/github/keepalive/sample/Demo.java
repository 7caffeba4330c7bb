package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.github.keepalive.sample.network.IdleClosingProxy;
import io.github.keepalive.sample.network.Origin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Runs comparisons, one at a time. Thread-safe: guarded by its monitor.
 */
@Component
class Demo implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Demo.class);

	private final SampleProperties properties;

	private final Origin origin;

	private final IdleClosingProxy proxy;

	private final List<Contender> contenders;

	private final DemoConsole console;

	// One thread follows the run, the others send: few requests are under way at a time.
	private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(25,
			new CustomizableThreadFactory("demo-"));

	private @Nullable DemoRun latest;

	private int runs;

	Demo(SampleProperties properties, Origin origin, IdleClosingProxy proxy, ObjectProvider<Contender> contenders,
			DemoConsole console) {
		this.properties = properties;
		this.origin = origin;
		this.proxy = proxy;
		this.contenders = contenders.orderedStream().toList();
		this.console = console;
	}

	synchronized DemoStatus start(@Nullable Duration window) {
		if (this.latest != null && !this.latest.isDone()) {
			throw new DemoRunningException(this.latest.status());
		}
		DemoSettings settings = this.properties.settings((window != null) ? window : this.properties.window());
		this.proxy.window(settings.window());
		DemoRun run = new DemoRun(++this.runs, settings, counters(), this.scheduler);
		this.latest = run;
		this.scheduler.execute(() -> follow(run));
		return run.status();
	}

	private List<Counters> counters() {
		return this.contenders.stream().map((contender) -> new Counters(contender, this.origin, this.proxy)).toList();
	}

	private void follow(DemoRun run) {
		try {
			run.run(this.console);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("The comparison ended early", ex);
		}
	}

	synchronized DemoStatus status() {
		return (this.latest != null) ? this.latest.status() : DemoStatus.idle();
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
