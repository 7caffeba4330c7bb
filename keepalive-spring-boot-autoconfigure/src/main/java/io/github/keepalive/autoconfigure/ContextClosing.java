package io.github.keepalive.autoconfigure;

import java.util.function.BooleanSupplier;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Tells whether the application context has begun to close: from then on nothing is
 * repeated.
 */
final class ContextClosing implements BooleanSupplier, ApplicationListener<ContextClosedEvent> {

	private final ApplicationContext context;

	private volatile boolean closing;

	ContextClosing(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public boolean getAsBoolean() {
		return this.closing;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.closing = true;
		}
	}

}
