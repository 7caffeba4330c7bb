package io.github.keepalive.policy;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxyWindow}.
 */
class ProxyWindowTests {

	private static final Derived ASSUMED = new Derived(Duration.ofSeconds(60), Origin.ASSUMED, "assumed");

	private static final Derived CONFIGURED = new Derived(Duration.ofSeconds(60), Origin.CONFIGURED, "configured");

	@Test
	void nameOrEitherWindowStatesAProxy() {
		assertThat(new ProxyWindow("aws-alb", null, null, List.of()).stated()).isTrue();
		assertThat(new ProxyWindow(null, CONFIGURED, ASSUMED, List.of()).stated()).isTrue();
		assertThat(new ProxyWindow(null, ASSUMED, CONFIGURED, List.of()).stated()).isTrue();
		assertThat(new ProxyWindow(null, null, CONFIGURED, List.of()).stated()).isTrue();
	}

	@Test
	void assumptionOrDirectConnectionsStateNone() {
		assertThat(new ProxyWindow(null, ASSUMED, ASSUMED, List.of()).stated()).isFalse();
		assertThat(new ProxyWindow(null, null, null, List.of()).stated()).isFalse();
		assertThat(new ProxyWindow("none", null, null, List.of()).stated()).isFalse();
		assertThat(new ProxyWindow("none", null, null, List.of()).direct()).isTrue();
	}

}
