package io.github.keepalive.server.drain;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.keepalive.connection.Drainable;
import io.github.keepalive.connection.Drains;
import io.github.keepalive.connection.ReadinessPolls;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.Durations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Drains the servers of its context before anything in it stops. A listener and not a
 * lifecycle phase: Spring's schedulers and executors stop taking tasks when they get the
 * same event, and handlers need them until the last request. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DrainListener implements ApplicationListener<ContextClosedEvent>, ApplicationContextAware, Ordered {

	private static final Log logger = LogFactory.getLog("io.github.keepalive");

	private final ServerRegistry servers;

	private final DrainLimits limits;

	private final ReadinessPolls polls;

	private final ObjectProvider<ApplicationAvailability> availability;

	private final AtomicBoolean done = new AtomicBoolean();

	private @Nullable ApplicationContext context;

	/**
	 * Creates the listener.
	 * @param servers the servers of the context
	 * @param limits how long it may take
	 * @param polls who asked whether the application takes requests
	 * @param availability whether the application takes requests
	 */
	public DrainListener(ServerRegistry servers, DrainLimits limits, ReadinessPolls polls,
			ObjectProvider<ApplicationAvailability> availability) {
		Assert.notNull(servers, "'servers' must not be null");
		Assert.notNull(limits, "'limits' must not be null");
		Assert.notNull(polls, "'polls' must not be null");
		Assert.notNull(availability, "'availability' must not be null");
		this.servers = servers;
		this.limits = limits;
		this.polls = polls;
		this.availability = availability;
		servers.drains().plan(limits.period());
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsAsyncExecution() {
		// The context must wait for it.
		return false;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.context = applicationContext;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Children, such as a management context, publish their events to us too.
		if (event.getApplicationContext() != this.context || !this.done.compareAndSet(false, true)) {
			return;
		}
		try {
			drain(event.getApplicationContext());
		}
		catch (InterruptedException ex) {
			logger.info("The drain was interrupted, the server stops now");
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.warn("The drain failed, the server stops now", ex);
		}
	}

	private void drain(ApplicationContext context) throws InterruptedException {
		Drains drains = this.servers.drains();
		List<Drainable> used = drains.servers().stream().filter(Drainable::accepted).toList();
		if (used.isEmpty() || stopsAtOnce()) {
			return;
		}
		refuseTraffic(context);
		Drain drain = new Drain(used, this.limits, this.polls);
		drain.announce();
		drains.enter(Drains.Stage.DRAINING);
		logger.info("Draining for up to " + Durations.format(this.limits.period())
				+ ": each response ends its connection, then the server stops");
		try {
			logger.info(drain.run());
		}
		finally {
			drains.enter(Drains.Stage.DRAINED);
		}
	}

	private boolean stopsAtOnce() {
		return this.servers.servers()
			.stream()
			.anyMatch((server) -> server.name().equals(ServerRegistry.MAIN) && server.facts().immediateShutdown());
	}

	private void refuseTraffic(ApplicationContext context) {
		ApplicationAvailability current = this.availability.getIfAvailable();
		// Boot's web contexts have done so a moment ago, others have not.
		if (current == null || current.getReadinessState() != ReadinessState.REFUSING_TRAFFIC) {
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
		}
	}

}
