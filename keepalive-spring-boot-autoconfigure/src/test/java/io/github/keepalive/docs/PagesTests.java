package io.github.keepalive.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no page points to nowhere, and that the list of proxies is the catalogue.
 */
class PagesTests {

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private static final Pattern FINDING = Pattern.compile("\"(KA\\d{3})\"");

	private static final Pattern DESCRIBED = Pattern.compile("### (KA\\d{3}): \\S.*");

	static List<Path> pages() throws IOException {
		Path root = Page.root();
		try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(root::resolve),
						docs.filter((path) -> path.toString().endsWith(".md")))
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path path) {
		Matcher links = LINK.matcher(String.join("\n", Page.of(path).lines()));
		while (links.find()) {
			String link = links.group(1);
			if (!link.contains("://")) {
				assertThat(leadsSomewhere(path, link)).as(link).isTrue();
			}
		}
	}

	private static boolean leadsSomewhere(Path path, String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? path : path.resolveSibling(parts[0]);
		return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
	}

	private static List<String> anchors(Path path) {
		return Page.of(path)
			.lines()
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
	}

	@Test
	void everyFindingHasItsParagraph() throws IOException {
		List<String> described = Page.of("docs/findings.md")
			.lines()
			.stream()
			.map(DESCRIBED::matcher)
			.filter(Matcher::matches)
			.map((heading) -> heading.group(1))
			.sorted()
			.toList();
		Path sources = Page.root().resolve("keepalive-spring-boot-autoconfigure/src/main/java");
		try (Stream<Path> files = Files.walk(sources)) {
			List<String> used = files.filter((path) -> path.toString().endsWith(".java"))
				.flatMap((path) -> FINDING.matcher(String.join("\n", Page.of(path).lines())).results())
				.map((found) -> found.group(1))
				.distinct()
				.sorted()
				.toList();
			assertThat(described).isEqualTo(used);
		}
	}

	@Test
	void everyParagraphOfAFindingSaysHowMuchItMattersAndWhatToDo() {
		Page page = Page.of("docs/findings.md");
		assertThat(page.lines().stream().filter((line) -> DESCRIBED.matcher(line).matches())).allSatisfy((heading) -> {
			List<String> paragraph = page.lines()
				.stream()
				.dropWhile((line) -> !line.equals(heading))
				.skip(2)
				.takeWhile((line) -> !line.isBlank())
				.toList();
			assertThat(paragraph.get(0)).containsPattern("^`(ERROR|WARN|INFO)`");
			assertThat(paragraph).anyMatch((line) -> line.startsWith("**Do:** "));
		});
	}

	@Test
	void proxiesAreThoseOfTheCatalogue() {
		Page page = Page.of("docs/proxies.md");
		assertThat(page.lines().stream().filter((line) -> line.startsWith("| `")))
			.containsExactlyElementsOf(ProxyCatalogue.load().types().stream().map(PagesTests::row).toList());
	}

	private static String row(ProxyType type) {
		String product = type.source().startsWith("http") ? "[" + type.name() + "](" + type.source() + ")"
				: type.name();
		String kind = switch (type.layer()) {
			case PROXY -> "proxy";
			case FLOW -> "flow";
			case ORIGIN -> "server";
		};
		return "| " + String.join(" | ", "`" + type.id() + "`", product, kind, window(type.front()),
				window(type.back()), type.setting()) + " |";
	}

	private static String window(ProxyType.Window window) {
		if (window.idle() != null) {
			return window.idle().toSeconds() + " s";
		}
		return switch (Objects.requireNonNull(window.absence())) {
			case UNLIMITED -> "unlimited";
			case DYNAMIC -> "depends";
			case NOT_POOLED -> "not pooled";
			case NOT_APPLICABLE -> "none";
			case UNSOURCED -> "unknown";
		};
	}

}
