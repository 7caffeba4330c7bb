package io.github.keepalive.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Known proxies, load balancers, NAT gateways and origin servers with their idle windows.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class ProxyCatalogue {

	private static final String RESOURCE = "proxy-catalogue.tsv";

	private static final int SUGGESTIONS = 3;

	private final Map<String, ProxyType> types;

	private ProxyCatalogue(Map<String, ProxyType> types) {
		this.types = Collections.unmodifiableMap(types);
	}

	/**
	 * Reads the catalogue that comes with the library.
	 * @return the catalogue
	 */
	public static ProxyCatalogue load() {
		try (InputStream stream = Objects.requireNonNull(ProxyCatalogue.class.getResourceAsStream(RESOURCE), RESOURCE);
				BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
			Map<String, ProxyType> types = new LinkedHashMap<>();
			reader.lines()
				.filter((line) -> !line.startsWith("#"))
				.map(ProxyCatalogue::parse)
				.forEach((type) -> types.put(type.id(), type));
			return new ProxyCatalogue(types);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Finds an entry; like an enum constant of Spring Boot, {@code AWS_ALB} and
	 * {@code awsAlb} find {@code aws-alb}.
	 * @param id the id as the user wrote it
	 * @return the entry, or {@code null} if there is none
	 */
	public @Nullable ProxyType find(String id) {
		ProxyType exact = this.types.get(id);
		if (exact != null) {
			return exact;
		}
		String relaxed = relax(id);
		return this.types.values().stream().filter((type) -> relax(type.id()).equals(relaxed)).findFirst().orElse(null);
	}

	/**
	 * Returns all entries, sorted by id.
	 * @return the entries
	 */
	public Collection<ProxyType> types() {
		return this.types.values();
	}

	/**
	 * Returns the ids that look most like a mistyped one.
	 * @param id the id as the user wrote it
	 * @return three ids, the nearest first
	 */
	public List<String> nearest(String id) {
		String wanted = relax(id);
		return this.types.keySet()
			.stream()
			.sorted(Comparator.comparingInt((candidate) -> distance(wanted, relax(candidate))))
			.limit(SUGGESTIONS)
			.toList();
	}

	static String relax(String id) {
		return id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private static int distance(String wanted, String candidate) {
		int edits = levenshtein(wanted, candidate);
		// "alb" is meant to be "aws-alb" rather than some other id of three letters.
		return candidate.contains(wanted) ? edits - candidate.length() : edits;
	}

	private static int levenshtein(String a, String b) {
		int[] previous = new int[b.length() + 1];
		for (int j = 0; j <= b.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= a.length(); i++) {
			int[] current = new int[b.length() + 1];
			current[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int substitution = previous[j - 1] + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
			}
			previous = current;
		}
		return previous[b.length()];
	}

	private static ProxyType parse(String line) {
		String[] columns = line.split("\t", -1);
		return new ProxyType(columns[0], columns[1], layer(columns[2]), window(columns[3]), window(columns[4]),
				columns[5], columns[6], columns[7]);
	}

	private static ProxyType.Layer layer(String text) {
		return switch (text) {
			case "L7" -> ProxyType.Layer.PROXY;
			case "L4" -> ProxyType.Layer.FLOW;
			case "origin" -> ProxyType.Layer.ORIGIN;
			default -> throw new IllegalArgumentException("Unknown layer '" + text + "' in " + RESOURCE);
		};
	}

	private static ProxyType.Window window(String text) {
		return switch (text) {
			case "unlimited" -> new ProxyType.Window(null, ProxyType.Absence.UNLIMITED);
			case "dynamic" -> new ProxyType.Window(null, ProxyType.Absence.DYNAMIC);
			case "not-pooled" -> new ProxyType.Window(null, ProxyType.Absence.NOT_POOLED);
			case "n/a" -> new ProxyType.Window(null, ProxyType.Absence.NOT_APPLICABLE);
			case "unsourced" -> new ProxyType.Window(null, ProxyType.Absence.UNSOURCED);
			default -> new ProxyType.Window(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)), null);
		};
	}

}
