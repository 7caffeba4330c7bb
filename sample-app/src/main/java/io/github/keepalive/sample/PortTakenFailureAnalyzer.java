package io.github.keepalive.sample;

import io.github.keepalive.sample.network.PortTakenException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Says which port of the sample is taken and what to set instead.
 */
class PortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortTakenException cause) {
		String description = "Port %d, wanted by %s of the sample, cannot be opened: %s.".formatted(cause.port(),
				cause.owner(), NestedExceptionUtils.getMostSpecificCause(cause).getMessage());
		String argument = "--%s=%d".formatted(cause.property(), cause.port() + 100);
		String action = "Stop the process that listens on port %d, or choose another port: %s (with Maven: -Dspring-boot.run.arguments=%s)"
			.formatted(cause.port(), argument, argument);
		return new FailureAnalysis(description, action, cause);
	}

}
