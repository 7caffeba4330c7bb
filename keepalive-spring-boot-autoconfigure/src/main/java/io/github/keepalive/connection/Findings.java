package io.github.keepalive.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;

/**
 * All findings of the plan and of what runs, and the verdict that follows from them.
 *
 * @since 0.1.0
 */
public final class Findings {

	private final KeepAlivePolicy policy;

	private final Supplier<? extends List<? extends FindingSource>> sources;

	/**
	 * Creates the collection.
	 * @param policy the plan, whose own findings come first
	 * @param sources what else notices things
	 */
	public Findings(KeepAlivePolicy policy, Supplier<? extends List<? extends FindingSource>> sources) {
		this.policy = Objects.requireNonNull(policy, "'policy' must not be null");
		this.sources = Objects.requireNonNull(sources, "'sources' must not be null");
	}

	/**
	 * Collects the findings of the present.
	 * @return the findings, the most severe first
	 */
	public List<Finding> collect() {
		List<Finding> findings = new ArrayList<>(this.policy.findings());
		this.sources.get().forEach((source) -> findings.addAll(source.findings()));
		findings.sort(Comparator.comparing(Finding::severity));
		return findings;
	}

	/**
	 * Returns the verdict.
	 * @param findings the findings to judge by
	 * @return the worst of all hops
	 */
	public Verdict verdict(List<Finding> findings) {
		if (findings.stream().anyMatch(Findings::violatesTheOrder)) {
			return Verdict.MISALIGNED;
		}
		return (assumed(this.policy.proxy().front()) || assumed(this.policy.serverProxy().back())
				|| this.policy.upstreams().stream().anyMatch((upstream) -> assumed(upstream.proxy().front())))
						? Verdict.ASSUMED : Verdict.ALIGNED;
	}

	/**
	 * Returns the verdict on one hop from us.
	 * @param window when the peer gives up idle connections, or {@code null} for direct
	 * connections
	 * @param idle the idle time in force in our clients
	 * @return the verdict
	 */
	public static Verdict verdict(@Nullable Derived window, Duration idle) {
		if (window == null) {
			return Verdict.ALIGNED;
		}
		if (window.origin() == Origin.ASSUMED) {
			return Verdict.ASSUMED;
		}
		return (idle.compareTo(window.value()) < 0) ? Verdict.ALIGNED : Verdict.MISALIGNED;
	}

	private static boolean violatesTheOrder(Finding finding) {
		// What was learned or measured is no less true than what was stated.
		return finding.severity() == Severity.ERROR
				|| WindowFindings.EXCEEDED.equals(finding.id()) && finding.severity() == Severity.WARN;
	}

	private static boolean assumed(@Nullable Derived window) {
		return window != null && window.origin() == Origin.ASSUMED;
	}

	/**
	 * Whether the timeouts on the path are in order.
	 */
	public enum Verdict {

		/**
		 * Every timeout is in its place, below or above a window that was stated.
		 */
		ALIGNED,

		/**
		 * At least one hop has the wrong order.
		 */
		MISALIGNED,

		/**
		 * In order, if the windows are what the starter assumes.
		 */
		ASSUMED

	}

}
