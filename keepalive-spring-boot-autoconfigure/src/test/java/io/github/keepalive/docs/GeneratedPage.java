package io.github.keepalive.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page with sections that tests generate, each between two comments
 * {@code <!-- begin generated: name -->} and {@code <!-- end generated: name -->}. Tests
 * compare; with {@code -Dkeepalive.docs=write} they write.
 */
public final class GeneratedPage {

	private static final boolean WRITE = "write".equals(System.getProperty("keepalive.docs"));

	private final Path path;

	private GeneratedPage(Path path) {
		this.path = path;
	}

	/**
	 * Opens a page.
	 * @param name where it is, from the root of the repository
	 * @return the page
	 */
	public static GeneratedPage of(String name) {
		return new GeneratedPage(Page.root().resolve(name));
	}

	/**
	 * Asserts that a section says what it should, or makes it say so.
	 * @param section the name of the section
	 * @param expected its lines
	 */
	public void assertSection(String section, List<String> expected) {
		List<String> lines = Page.of(this.path).lines();
		int begin = lines.indexOf("<!-- begin generated: " + section + " -->");
		int end = lines.indexOf("<!-- end generated: " + section + " -->");
		assertThat(begin).as("Marks of the section '%s' in %s", section, this.path).isNotNegative().isLessThan(end);
		List<String> framed = framed(expected);
		if (WRITE) {
			write(lines, begin, end, framed);
			return;
		}
		assertThat(lines.subList(begin + 1, end))
			.as("The section '%s' of %s is out of date; this test writes it with -Dkeepalive.docs=write", section,
					this.path.getFileName())
			.containsExactlyElementsOf(framed);
	}

	// A table that follows a comment without an empty line is no table to some readers.
	private static List<String> framed(List<String> lines) {
		List<String> framed = new ArrayList<>(lines);
		framed.add(0, "");
		framed.add("");
		return framed;
	}

	private void write(List<String> lines, int begin, int end, List<String> section) {
		List<String> page = new ArrayList<>(lines.subList(0, begin + 1));
		page.addAll(section);
		page.addAll(lines.subList(end, lines.size()));
		try {
			Files.write(this.path, page);
		}
		catch (IOException ex) {
			throw new AssertionError("Cannot write " + this.path, ex);
		}
	}

}
