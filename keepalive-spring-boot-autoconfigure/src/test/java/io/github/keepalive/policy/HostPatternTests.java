package io.github.keepalive.policy;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HostPattern}.
 */
class HostPatternTests {

	private static final String KEY = "keepalive.upstreams.a.hosts";

	@ParameterizedTest(name = "{0} and {1}:{2}: {3}")
	@CsvSource(textBlock = """
			api.example.org,      api.example.org,   80,   true
			API.Example.org,      api.example.org,   80,   true
			api.example.org,      api.example.com,   80,   false
			api.example.org:8443, api.example.org,   8443, true
			api.example.org:8443, api.example.org,   443,  false
			*.example.org,        a.example.org,     80,   true
			*.example.org,        a.b.example.org,   80,   true
			*.example.org,        example.org,       80,   false
			*.example.org,        badexample.org,    80,   false
			*.example.org:8080,   a.example.org,     80,   false
			127.0.0.1:9000,       127.0.0.1,         9000, true
			[::1]:9000,           ::1,               9000, true
			[::1]:9000,           [::1],             9000, true
			[::1],                ::1,               1,    true
			svc_1.internal,       svc_1.internal,    1,    true
			""")
	void matches(String pattern, String host, int port, boolean expected) {
		assertThat(HostPattern.parse(KEY, pattern).matches(host, port)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://api.example.org", "user@example.org", "example.org/path", "*", "*example.org",
			"a.*.org", "a..b", ".example.org", "example.org.", "-a.org", "a-.org", "example.org:0", "example.org:65536",
			"example.org:http", "::1", "exa mple.org", "", "*.", "*.*.org", "a.org:1:2", "[::1" })
	void whatCanNeverMatchIsRefused(String pattern) {
		assertThatExceptionOfType(KeepAliveConflictException.class).isThrownBy(() -> HostPattern.parse(KEY, pattern))
			.withMessageStartingWith("The pattern can not match any host. ")
			.satisfies((ex) -> {
				assertThat(ex.getProperties()).containsEntry(KEY, pattern);
				assertThat(ex.getAction()).contains("'*.example.org'");
			});
	}

	@Test
	void exactBeatsLongWildcardBeatsShortOneAndPortBeatsNone() {
		List<String> order = List.of("api.example.org:80", "api.example.org", "*.api.example.org:80",
				"*.api.example.org", "*.example.org:80", "*.example.org", "*.org");
		assertThat(order.stream()
			.sorted()
			.map((text) -> HostPattern.parse(KEY, text))
			.sorted(HostPattern.MOST_SPECIFIC_FIRST)
			.map(HostPattern::toString)).containsExactlyElementsOf(order);
	}

	@ParameterizedTest
	@ValueSource(strings = { "api.example.org", "*.example.org:8443", "[::1]:80", "[fe80::1]" })
	void textIsWhatTheUserWrote(String pattern) {
		assertThat(HostPattern.parse(KEY, pattern)).hasToString(pattern);
	}

}
