package io.github.keepalive.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					keepalive.upstreams.x.proxy.type=ngix                    | keepalive.upstreams.x.proxy.type: ngix     | nearest: nginx
					keepalive.upstreams.x.proxy.also=aws-nat                 | keepalive.upstreams.x.proxy.also: aws-nat  | nearest: aws-nat-gateway
					keepalive.upstreams.x.proxy.idle=60                      | keepalive.upstreams.x.proxy.idle: 60ms     | did you mean '60s'
					keepalive.upstreams.x.client.idle=60                     | keepalive.upstreams.x.client.idle: 60ms    | did you mean '60s'
					keepalive.upstreams.x.client.margin=0s                   | keepalive.upstreams.x.client.margin: 0s    | positive duration
					keepalive.upstreams.x.client.max-connections-per-route=0 | keepalive.upstreams.x.client.max-connections-per-route: 0 | positive number
					keepalive.upstreams.x.proxy.idle=6s,keepalive.upstreams.x.client.idle=6s | keepalive.upstreams.x.proxy.idle: 6s | 5s would be derived
					keepalive.upstreams.x.proxy.type=none,keepalive.upstreams.x.proxy.idle=6s | keepalive.upstreams.x.proxy.type: none | Remove 'keepalive.upstreams.x.proxy.idle'
					""")
	void impossibleValuesOfAnUpstreamStopTheStart(String properties, String value, String remedy,
			CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start(("keepalive.upstreams.x.hosts=x.example.org," + properties).split(",")));
		assertThat(output).contains("APPLICATION FAILED TO START").contains(value).contains("Action:").contains(remedy);
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void unknownTypeSuggestsTheThreeNearest(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> start("keepalive.upstreams.x.hosts=x.example.org", "keepalive.upstreams.x.proxy.type=jety"));
		assertThat(output).containsPattern("nearest: jetty, [a-z0-9-]+, [a-z0-9-]+\\. For a proxy")
			.contains("set 'keepalive.upstreams.x.proxy.idle' to its idle timeout")
			.contains("docs/proxies.md");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://x.example.org", "x.example.org/path", "user@x.example.org", "x.*.org", "*", "x*",
			"x.example.org:0", "x.example.org:70000", "x.example.org:http", "x..org", "2001:db8::1", "[localhost]",
			"*.[::1]", "10.0.0.0/8", "*:8443" })
	void hostThatCannotMatchStopsTheStart(String host, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("keepalive.upstreams.x.hosts=" + host, "keepalive.upstreams.x.proxy.idle=6s"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("keepalive.upstreams.x.hosts: " + host)
			.contains("can not match any host")
			.contains("'*.example.org'");
		assertThat(output).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource({ "x.example.org, X.example.org", "*.example.org:443, *.example.org:443", "[::1], [::1]" })
	void sameHostsInTwoUpstreamsStopTheStart(String one, String other, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("keepalive.upstreams.a.hosts=" + one, "keepalive.upstreams.b.hosts=" + other));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("keepalive.upstreams.a.hosts: ")
			.contains("keepalive.upstreams.b.hosts: ")
			.contains("Two upstreams claim the same hosts")
			.contains("from one of them");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void upstreamWithoutHostsStopsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("keepalive.upstreams.x.proxy.idle=6s"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The upstream has no hosts")
			.contains("'keepalive.upstreams.x.hosts'")
			.contains("'spring.http.serviceclient.x.base-url'");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void switchedOffVerificationDoesNotLetImpossibleValuesPass(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("keepalive.verify=off", "keepalive.proxy.idle=60s",
				"keepalive.upstreams.x.hosts=x.example.org", "keepalive.upstreams.x.client.idle=60s"));
		assertThat(output).contains("keepalive.upstreams.x.client.idle: 60s").contains("keepalive.proxy.idle: 60s");
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
