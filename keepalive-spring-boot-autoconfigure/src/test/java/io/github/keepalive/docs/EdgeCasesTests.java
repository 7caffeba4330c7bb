package io.github.keepalive.docs;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each edge case has a line in {@code docs/retry.md} and that the tests named
 * there exist.
 */
class EdgeCasesTests {

	private static final int CASES = 76;

	private static final String NO_TEST = "No test:";

	private static final Pattern NUMBERED = Pattern.compile("^(\\d+)\\. .*");

	private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

	private static final Path SOURCES = Path.of("src", "test", "java");

	static List<String> cases() {
		return Page.of("docs/retry.md")
			.lines()
			.stream()
			.dropWhile((line) -> !line.contains("begin edge cases"))
			.takeWhile((line) -> !line.contains("end edge cases"))
			.filter((line) -> NUMBERED.matcher(line).matches())
			.toList();
	}

	@Test
	void everyNumberHasOneLine() {
		assertThat(cases()).extracting((line) -> Integer.valueOf(line.substring(0, line.indexOf('.'))))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, CASES).boxed().toList());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void testsOfTheLineExist(String line) throws Exception {
		List<String> missing = new ArrayList<>();
		List<MatchResult> named = TEST.matcher(line).results().toList();
		assertThat(!named.isEmpty() || line.contains(NO_TEST)).as("a test, or why there is none: " + line).isTrue();
		for (MatchResult test : named) {
			if (!exists(test.group(1), test.group(2))) {
				missing.add(test.group());
			}
		}
		assertThat(missing).isEmpty();
	}

	private static boolean exists(String type, String method) throws IOException, ClassNotFoundException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			Path file = files.filter((path) -> path.endsWith(type + ".java")).findFirst().orElse(null);
			if (file == null) {
				return false;
			}
			String name = SOURCES.relativize(file).toString().replaceAll("[/\\\\]", ".").replaceFirst("\\.java$", "");
			return methods(Class.forName(name)).anyMatch((candidate) -> candidate.getName().equals(method));
		}
	}

	private static Stream<Method> methods(Class<?> type) {
		Stream<Method> own = Arrays.stream(type.getDeclaredMethods());
		return (type.getSuperclass() != null) ? Stream.concat(own, methods(type.getSuperclass())) : own;
	}

}
