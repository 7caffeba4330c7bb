package io.github.keepalive.client.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;

/**
 * Says how often a call goes out in the worst case, if it passes each retry layer of the
 * application. One layer is somebody's choice and only told; layers upon layers multiply,
 * which nobody chooses.
 *
 * @since 0.1.0
 */
public final class StackedRetries implements FindingSource {

	/**
	 * Sends by layers other than ours up to which a stack is only told.
	 */
	private static final long MANY = 4;

	private static final RetryLayer OURS = RetryLayer.of("the starter's own repeat", 2);

	private static final String KEY = "keepalive.client.retry.enabled";

	private final Supplier<? extends Stream<? extends RetryLayer.Source>> sources;

	private final BooleanSupplier repeating;

	/**
	 * Creates the source.
	 * @param sources who knows of layers
	 * @param repeating whether our own repeat is in use
	 */
	public StackedRetries(Supplier<? extends Stream<? extends RetryLayer.Source>> sources, BooleanSupplier repeating) {
		this.sources = sources;
		this.repeating = repeating;
	}

	@Override
	public List<Finding> findings() {
		List<RetryLayer> layers = new ArrayList<>();
		this.sources.get().forEach((source) -> source.layers().forEach(layers::add));
		layers.removeIf((layer) -> layer.sends() < 2);
		if (layers.isEmpty()) {
			return List.of();
		}
		boolean stacked = layers.size() > 1 && product(layers) > MANY;
		if (this.repeating.getAsBoolean()) {
			layers.add(OURS);
		}
		return List.of(finding(layers, stacked));
	}

	private static Finding finding(List<RetryLayer> layers, boolean stacked) {
		return new Finding("KA061", stacked ? Severity.WARN : Severity.INFO,
				"Requests are sent again by "
						+ layers.stream().map(StackedRetries::describe).collect(Collectors.joining(", "))
						+ ". A call that passes all of them goes out " + worst(layers) + ".",
				"Keep one layer outside, the one that knows which calls may be made again, and lower the others to one"
						+ " attempt; '" + KEY + "' switches ours off.",
				List.of(KEY));
	}

	private static String describe(RetryLayer layer) {
		return layer.name() + " (" + (layer.exact() ? "" : "at least ") + layer.sends() + ")";
	}

	private static String worst(List<RetryLayer> layers) {
		boolean exact = layers.stream().allMatch(RetryLayer::exact);
		String factors = layers.stream()
			.map((layer) -> Long.toString(layer.sends()))
			.collect(Collectors.joining(" x "));
		String product = (layers.size() > 1) ? factors + " = " + product(layers) : factors;
		return "up to " + product + " times" + (exact ? "" : ", or more");
	}

	private static long product(List<RetryLayer> layers) {
		return layers.stream().mapToLong(RetryLayer::sends).reduce(1, (a, b) -> a * b);
	}

}
