package io.github.keepalive.retry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraitsReader}.
 */
class TraitsReaderTests {

	private static final String HEADERS = """
			POST     | -                                 | 1
			PATCH    | -                                 | 1
			PUT      | -                                 | 2
			DELETE   | -                                 | 2
			PROPFIND | -                                 | 1
			get      | -                                 | 1
			POST     | Idempotency-Key: 7                | 2
			POST     | idempotency-key: 7                | 2
			PATCH    | X-Idempotency-Key: 7              | 2
			PROPFIND | Idempotency-Key: 7                | 2
			POST     | Idempotency-Key:                  | 1
			POST     | Idempotency-Key: ""               | 1
			POST     | Idempotency-Key: "7"              | 2
			POST     | Idempotency-Key: 7; 8             | 1
			POST     | Idempotency-Key: 7; 7             | 1
			POST     | Idempotency-Key: ;7               | 1
			PUT      | Idempotency-Key: 7; 8             | 2
			PUT      | X-HTTP-Method-Override: POST      | 1
			GET      | X-HTTP-Method: PATCH              | 1
			POST     | X-Method-Override: PUT            | 1
			PUT      | X-Method-Override: delete         | 2
			PUT      | If-Match: x                       | 1
			DELETE   | If-Unmodified-Since: x            | 1
			PUT      | If-None-Match: *                  | 1
			POST     | If-Match: x                       | 1
			PUT      | If-None-Match: x                  | 2
			GET      | If-None-Match: *                  | 2
			GET      | If-Match: x                       | 2
			GET      | Upgrade: websocket                | 1
			""";

	/**
	 * How often a request goes out that meets a dead connection: method, header with its
	 * values, sends.
	 * @return the cases
	 */
	static Stream<Arguments> headers() {
		return HEADERS.lines()
			.map((line) -> line.split("\\|"))
			.map((cells) -> Arguments.of(cells[0].trim(), cells[1].trim().equals("-") ? null : cells[1].trim(),
					Integer.parseInt(cells[2].trim())));
	}

	static void add(@Nullable String header, HttpHeaders headers) {
		if (header != null) {
			String[] parts = header.split(":", 2);
			Arrays.stream(parts[1].split(";", -1)).forEach((value) -> headers.add(parts[0], value.trim()));
		}
	}

	@ParameterizedTest
	@CsvSource({ "true,true", "TRUE,true", "false,false", "no,false", "1,false" })
	void markGivenAsTextIsTakenForWhatItSays(String text, boolean idempotent) {
		assertThat(read("GET", new HttpHeaders(), Map.of(KeepAliveAttributes.IDEMPOTENT, text))).isEqualTo(idempotent);
		assertThat(read("GET", new HttpHeaders(), Map.of())).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "GET, true", "HEAD, true", "OPTIONS, true", "get, false", "QUERY, false", "PUT, false",
			"POST, false" })
	void safeMethodsMayTryConnections(String method, boolean safe) {
		assertThat(TraitsReader.safe(method, HttpHeaders.EMPTY)).isEqualTo(safe);
	}

	@Test
	void methodThatIsOverriddenIsNotSafe() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-HTTP-Method-Override", "DELETE");
		assertThat(TraitsReader.safe("GET", headers)).isFalse();
	}

	@Test
	void customWriteWithConditionIsConditional() {
		HttpHeaders headers = new HttpHeaders();
		headers.setIfMatch("\"x\"");
		TraitsReader reader = new TraitsReader(List.of("Idempotency-Key"));
		assertThat(reader.read("PROPPATCH", headers, Map.of(), true).conditional()).isTrue();
		assertThat(reader.read("HEAD", headers, Map.of(), true).conditional()).isFalse();
	}

	private static @Nullable Boolean read(String method, HttpHeaders headers, Map<String, Object> attributes) {
		return new TraitsReader(List.of()).read(method, headers, attributes, true).idempotent();
	}

}
