package io.github.keepalive.probe;

import java.time.Duration;
import java.util.List;

import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAliveConflictException;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.policy.UpstreamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProbePlanner}.
 */
class ProbePlannerTests {

	private final ProbePlanner planner = new ProbePlanner(policy("api.example.org", "*.shop.example", "[::1]"));

	static KeepAlivePolicy policy(String... hosts) {
		return new KeepAlivePlanner(ProxyCatalogue.load()).plan(new KeepAliveInputs(
				new ProxySettings("keepalive.proxy", null, List.of(), Duration.ofSeconds(60), null, null),
				client("keepalive.client"), null, new ServerSettings("keepalive.server", null, null, null),
				List.of(new UpstreamSettings("x", "keepalive.upstreams.x", List.of(hosts), null, client("x")),
						new UpstreamSettings("other", "keepalive.upstreams.other", List.of("other.shop.example"), null,
								client("other")))));
	}

	private static ClientSettings client(String key) {
		return new ClientSettings(key, null, null, null, null, null, null, true);
	}

	@ParameterizedTest
	@CsvSource({ "http://api.example.org, api.example.org:80, /, api.example.org",
			"HTTPS://API.example.org, api.example.org:443, /, api.example.org",
			"http://api.example.org:8080//a/b?c=d#e, api.example.org:8080, //a/b?c=d, api.example.org:8080",
			"https://a.shop.example:443/%7Eüber?q=ü, a.shop.example:443, /%7E%C3%BCber?q=%C3%BC, a.shop.example",
			"http://[::1]:81?q, [::1]:81, /?q, [::1]:81" })
	void uriSaysWhereToGo(String uri, String route, String path, String authority) {
		ProbeTarget target = plan(uri, "get", Duration.ofSeconds(120), null);
		assertThat(target.route()).hasToString(route);
		assertThat(target.path()).isEqualTo(path);
		assertThat(target.request()).startsWith("GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n")
			.endsWith("\r\nConnection: keep-alive\r\n\r\n");
		assertThat(target.tls() != null).isEqualTo(uri.toLowerCase().startsWith("https"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                 | no absolute http or https URI  | ''
			/health                            | no absolute http or https URI  | /health
			api.example.org/health             | no absolute http or https URI  | api.example.org/health
			ftp://api.example.org/             | no absolute http or https URI  | ftp://api.example.org/
			http:api.example.org               | has no host                    | http:api.example.org
			http:///health                     | has no host                    | http:///health
			http://my_host/                    | has no host                    | http://my_host/
			http://api.example.org:0/          | has no host                    | http://api.example.org:0/
			http://api.example.org:66000/      | has no host                    | http://api.example.org:66000/
			http://api.example.org/ x          | no valid URI                   | http://api.example.org/ x
			http://joe:secret@api.example.org/ | sends no credentials           | http://...@api.example.org/...
			http://joe@api.example.org?secret  | sends no credentials           | http://...@api.example.org/...
			http://joe:sec?ret@api.example.org | has no host                    | http://...@api.example.org
			http://elsewhere.example/?secret   | belongs to no upstream         | http://elsewhere.example/?...
			http://other.shop.example/         | belongs to the upstream 'other' | http://other.shop.example/
			""")
	void unusableUriIsRefused(String uri, String why, String shown) {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan(uri, "GET", Duration.ofSeconds(120), null))
			.satisfies((ex) -> {
				assertThat(ex.getMessage()).contains(why).doesNotContain("secret");
				assertThat(ex.getProperties()).containsEntry("keepalive.upstreams.x.probe.uri", shown);
				assertThat(ex.getAction()).doesNotContain("secret").isNotBlank();
			});
	}

	@ParameterizedTest
	@CsvSource({ "PT0S", "PT-1S", "PT0.12S", "PT20M0.001S", "PT24H" })
	void limitOutOfRangeIsRefused(Duration limit) {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan("http://api.example.org", "GET", limit, null))
			.withMessageContaining("at least 500 ms and at most 20 minutes")
			.satisfies((ex) -> assertThat(ex.getProperties()).containsKey("keepalive.upstreams.x.probe.limit"));
	}

	@ParameterizedTest
	@CsvSource({ "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "'G ET'" })
	void unsafeMethodIsRefused(String method) {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan("http://api.example.org", method, Duration.ofSeconds(120), null))
			.withMessageContaining("safe requests only")
			.satisfies(
					(ex) -> assertThat(ex.getProperties()).containsEntry("keepalive.upstreams.x.probe.method", method));
	}

	@Test
	void bundleWithoutTlsIsRefused() {
		assertThatExceptionOfType(KeepAliveConflictException.class)
			.isThrownBy(() -> plan("http://api.example.org", "GET", Duration.ofSeconds(120), ProbeTls.DEFAULT))
			.withMessageContaining("without TLS");
	}

	@Test
	void pathStaysOutOfSight() {
		ProbeTarget target = plan("https://api.example.org/secret?secret", "HEAD", Duration.ofMinutes(20), null);
		assertThat(target).hasToString("x (https://api.example.org)");
	}

	private ProbeTarget plan(String uri, String method, Duration limit, ProbeTls tls) {
		return this.planner.plan(new ProbeSettings("x", "keepalive.upstreams.x.probe", uri, method, limit, tls));
	}

}
