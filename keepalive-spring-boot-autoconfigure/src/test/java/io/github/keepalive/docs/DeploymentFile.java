package io.github.keepalive.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file that the deployment guide shows: what goes into an application, or into the
 * proxy in front of it.
 *
 * @param name its name in {@code docs/deployment}
 * @param lines what it says
 */
public record DeploymentFile(String name, List<String> lines) {

	/**
	 * Reads one.
	 * @param name its name
	 * @return the file
	 */
	public static DeploymentFile of(String name) {
		return of(directory().resolve(name));
	}

	private static DeploymentFile of(Path path) {
		return new DeploymentFile(path.getFileName().toString(), Page.of(path).lines());
	}

	static Stream<DeploymentFile> all() {
		try (Stream<Path> paths = Files.list(directory())) {
			return paths.sorted().map(DeploymentFile::of).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path directory() {
		return Page.root().resolve("docs/deployment");
	}

	/**
	 * Returns what it says.
	 * @return the text
	 */
	public String text() {
		return String.join("\n", this.lines) + "\n";
	}

	boolean yaml() {
		return language().equals("yaml");
	}

	/**
	 * Returns whether it is one for an application, not for what is in front of it.
	 * @return {@code true} for a profile of Spring Boot
	 */
	boolean application() {
		return this.name.startsWith("application-");
	}

	/**
	 * Returns what an application reads.
	 * @return the properties of the file
	 */
	EnumerablePropertySource<?> properties() {
		try {
			return (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
				.load(this.name, new ByteArrayResource(text().getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the number that stands at a place.
	 * @param pattern the line, with a group for the number
	 * @return the number in the one line that matches
	 */
	long number(Pattern pattern) {
		List<String> found = this.lines.stream()
			.map(pattern::matcher)
			.filter(Matcher::find)
			.map((line) -> line.group(1))
			.toList();
		assertThat(found).as("'%s' in %s", pattern, this.name).hasSize(1);
		return Long.parseLong(found.get(0));
	}

	/**
	 * Returns it as a page shows it.
	 * @return the lines between fences
	 */
	List<String> block() {
		List<String> block = new ArrayList<>(this.lines);
		block.add(0, "```" + language());
		block.add("```");
		return block;
	}

	private String language() {
		return switch (this.name.substring(this.name.lastIndexOf('.') + 1)) {
			case "yml", "yaml" -> "yaml";
			case "conf" -> "nginx";
			case "cfg" -> "haproxy";
			case "sh" -> "sh";
			default -> throw new IllegalStateException(this.name);
		};
	}

	@Override
	public String toString() {
		return this.name;
	}

}
