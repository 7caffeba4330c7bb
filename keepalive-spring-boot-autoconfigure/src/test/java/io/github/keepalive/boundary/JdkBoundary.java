package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The boundary run of the JDK client, in a process of its own: its idle time is a system
 * property that the JDK reads once.
 */
public final class JdkBoundary {

	/** What the line with the result starts with. */
	static final String RESULT = "RESULT ";

	private JdkBoundary() {
	}

	public static void main(String[] args) throws Exception {
		ChildJvm.endWithParent();
		BoundaryRun run = BoundaryRuns.jdk();
		try (ConfigurableApplicationContext context = ClientApplication.start(run.transport(), args)) {
			run.warmUp(context);
			System.out.println(RESULT + encode(run.run(context)));
		}
		System.exit(0);
	}

	static LoadResult decode(String line) {
		String[] parts = line.split(" ");
		int[] numbers = Arrays.stream(parts).limit(8).mapToInt(Integer::parseInt).toArray();
		return new LoadResult(numbers[0], failures(parts), numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
				numbers[6], Duration.ofMillis(numbers[7]));
	}

	private static Map<String, Integer> failures(String[] parts) {
		Map<String, Integer> failures = new TreeMap<>();
		for (int i = 8; i + 1 < parts.length; i += 2) {
			failures.put(parts[i].replace('_', ' '), Integer.valueOf(parts[i + 1]));
		}
		return failures;
	}

	private static String encode(LoadResult result) {
		StringBuilder line = new StringBuilder("%d %d %d %d %d %d %d %d".formatted(result.requests(), result.executed(),
				result.distinct(), result.connections(), result.shortGaps(), result.shortGapsReused(), result.resets(),
				result.stalled().toMillis()));
		result.failures()
			.forEach((name, count) -> line.append(' ').append(name.replace(' ', '_')).append(' ').append(count));
		return line.toString();
	}

}
