package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.jdk.JdkKeepAliveProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkKeepAliveEnvironmentPostProcessor}.
 */
class JdkKeepAliveEnvironmentPostProcessorTests {

	private static final String SELECTOR = "jdk.internal.httpclient.selectorTimeout";

	private final MockEnvironment environment = new MockEnvironment();

	@BeforeEach
	@AfterEach
	void clear() {
		System.clearProperty(JdkKeepAliveProperty.NAME);
		System.clearProperty(JdkKeepAliveProperty.MARKER);
		System.clearProperty(SELECTOR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.http.clients.imperative.factory", "spring.http.clients.reactive.connector" })
	void asksTheJdkWhereItsClientIsChosen(String key) {
		this.environment.withProperty(key, "jdk").withProperty("keepalive.proxy.idle", "60s");
		process();
		assertThat(Integer.valueOf(System.getProperty(JdkKeepAliveProperty.NAME))).isBetween(40, 50);
	}

	@Test
	void keepsWhatTheUserSet() {
		System.setProperty(JdkKeepAliveProperty.NAME, "7");
		this.environment.withProperty("spring.http.clients.imperative.factory", "jdk")
			.withProperty("keepalive.proxy.idle", "60s");
		process();
		assertThat(System.getProperty(JdkKeepAliveProperty.NAME)).isEqualTo("7");
	}

	@Test
	void leavesTheJvmAloneWhereAnotherLibraryIsUsed() {
		this.environment.withProperty("keepalive.proxy.idle", "60s");
		process();
		assertThat(System.getProperty(JdkKeepAliveProperty.NAME)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.enabled", "keepalive.client.enabled" })
	void leavesTheJvmAloneWhenSwitchedOff(String key) {
		this.environment.withProperty("spring.http.clients.imperative.factory", "jdk").withProperty(key, "false");
		process();
		assertThat(System.getProperty(JdkKeepAliveProperty.NAME)).isNull();
	}

	@Test
	void leavesBadValuesToTheContext() {
		this.environment.withProperty("spring.http.clients.imperative.factory", "jdk")
			.withProperty("keepalive.proxy.idle", "0s");
		process();
		assertThat(System.getProperty(JdkKeepAliveProperty.NAME)).isNull();
	}

	private void process() {
		new JdkKeepAliveEnvironmentPostProcessor().postProcessEnvironment(this.environment,
				new SpringApplication(JdkKeepAliveEnvironmentPostProcessorTests.class));
	}

}
