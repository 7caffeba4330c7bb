package io.github.keepalive.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Runs the comparison once as soon as the application is ready.
 */
@Component
@ConditionalOnBooleanProperty(name = "sample.run-at-start", matchIfMissing = true)
class DemoAtStart {

	private final Demo demo;

	DemoAtStart(Demo demo) {
		this.demo = demo;
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.demo.start(null);
	}

}
