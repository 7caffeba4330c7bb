package io.github.keepalive.autoconfigure;

import java.util.List;

import io.github.keepalive.policy.Finding;

/**
 * Thrown at the end of the start when the order of timeouts is violated and
 * {@code keepalive.verify} is {@code fail}.
 */
final class KeepAliveVerificationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Finding> findings;

	KeepAliveVerificationException(List<Finding> findings) {
		super("The order of idle timeouts is violated: " + findings.get(0).message());
		this.findings = List.copyOf(findings);
	}

	List<Finding> getFindings() {
		return this.findings;
	}

}
