package io.github.keepalive.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests what a user reads whose settings cannot work.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeepAliveConflictTests {

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					keepalive.proxy.idle=0s                                  | keepalive.proxy.idle: 0s           | positive duration
					keepalive.proxy.idle=-5s                                 | keepalive.proxy.idle: -5s          | positive duration
					keepalive.proxy.idle=60                                  | keepalive.proxy.idle: 60ms         | did you mean '60s'
					keepalive.client.idle=499ms                              | keepalive.client.idle: 499ms       | at least 500ms
					keepalive.client.margin=0s                               | keepalive.client.margin: 0s        | positive duration
					keepalive.client.max-connections=0                       | keepalive.client.max-connections: 0 | positive number
					keepalive.server.idle=900d                               | keepalive.server.idle: 21600h      | at most 24 days
					keepalive.proxy.type=aws-abl                             | keepalive.proxy.type: aws-abl      | aws-alb
					keepalive.proxy.also=aws-nat                             | keepalive.proxy.also: aws-nat      | aws-nat-gateway
					keepalive.proxy.idle=60s,keepalive.client.idle=60s       | keepalive.client.idle: 60s         | 50s would be derived
					keepalive.proxy.idle=60s,keepalive.server.idle=60s       | keepalive.server.idle: 60s         | 65s would be derived
					keepalive.proxy.type=none,keepalive.proxy.idle=60s       | keepalive.proxy.type: none         | Remove 'keepalive.proxy.idle'
					keepalive.proxy.idle=60s,keepalive.client.margin=70s     | keepalive.client.margin: 70s       | 10s would be derived
					keepalive.server.proxy.idle=75s,keepalive.server.idle=70s | keepalive.server.idle: 70s        | 81.25s would be derived
					""")
	void impossibleValuesStopTheStart(String properties, String value, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(properties.split(",")));
		assertThat(output).contains("APPLICATION FAILED TO START").contains(value).contains("Action:").contains(remedy);
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void postIsRefusedWithAPointerToTheKeyHeader(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("keepalive.client.retry.methods=GET,POST"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("keepalive.client.retry.methods")
			.contains("POST is none of them")
			.contains("keepalive.client.retry.idempotency-key-headers");
		assertThat(output).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource({ "per-request,1.5,between 0 and 1", "per-second,-1,negative", "burst,0,retry.enabled" })
	void impossibleBudgetStopsTheStart(String name, String value, String remedy, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("keepalive.client.retry.budget." + name + "=" + value));
		assertThat(output).contains("keepalive.client.retry.budget." + name).contains(value).contains(remedy);
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void switchedOffStarterDoesNotLookAtItsValues() {
		start("keepalive.enabled=false", "keepalive.proxy.idle=0s").close();
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ KeepAliveAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class })
	static class Application {

	}

}
