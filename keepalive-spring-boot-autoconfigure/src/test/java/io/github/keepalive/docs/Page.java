package io.github.keepalive.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A Markdown page of the repository.
 *
 * @param path where it is
 * @param lines what it says
 */
record Page(Path path, List<String> lines) {

	private static final String FENCE = "```";

	static Page of(String name) {
		return of(root().resolve(name));
	}

	static Page of(Path path) {
		try {
			return new Page(path, Files.readAllLines(path));
		}
		catch (IOException ex) {
			throw new AssertionError("Cannot read " + path, ex);
		}
	}

	/**
	 * Finds the root of the repository: tests run in the directory of their module.
	 * @return the directory with the license in it
	 */
	static Path root() {
		Path directory = Path.of(System.getProperty("user.dir")).toAbsolutePath();
		while (directory != null && !Files.exists(directory.resolve("LICENSE"))) {
			directory = directory.getParent();
		}
		return Objects.requireNonNull(directory, "Not inside the repository");
	}

	/**
	 * Returns the code blocks of a language.
	 * @param language what stands behind the fence
	 * @return the blocks in their order, without fences
	 */
	List<String> blocks(String language) {
		List<String> blocks = new ArrayList<>();
		for (int i = 0; i < this.lines.size(); i++) {
			if (this.lines.get(i).equals(FENCE + language)) {
				blocks.add(block(i + 1));
			}
		}
		return blocks;
	}

	private String block(int start) {
		return String.join("\n", this.lines.stream().skip(start).takeWhile((line) -> !line.equals(FENCE)).toList());
	}

	/**
	 * Returns a paragraph.
	 * @param start how it starts
	 * @return the paragraph in one line
	 */
	String paragraph(String start) {
		return String.join(" ",
				this.lines.stream()
					.dropWhile((line) -> !line.startsWith(start))
					.takeWhile((line) -> !line.isBlank())
					.toList());
	}

	/**
	 * Returns the first table below a heading.
	 * @param heading the heading, without its marks
	 * @return the rows without header and ruler, as cells
	 */
	List<List<String>> table(String heading) {
		return section(heading).dropWhile((line) -> !line.startsWith("|"))
			.takeWhile((line) -> line.startsWith("|"))
			.skip(2)
			.map(Page::cells)
			.toList();
	}

	private Stream<String> section(String heading) {
		return this.lines.stream()
			.dropWhile((line) -> !line.replaceFirst("^#+ ", "").equals(heading) || !line.startsWith("#"))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("## "));
	}

	private static List<String> cells(String row) {
		return Arrays.stream(row.substring(1, row.lastIndexOf('|')).split("\\|", -1)).map(String::trim).toList();
	}

}
