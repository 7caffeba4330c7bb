package io.github.keepalive.autoconfigure;

import java.util.stream.Collectors;

import io.github.keepalive.policy.KeepAliveConflictException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains {@code keepalive.*} values that are impossible or contradict one another.
 */
final class KeepAliveConflictFailureAnalyzer extends AbstractFailureAnalyzer<KeepAliveConflictException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KeepAliveConflictException cause) {
		String values = cause.getProperties()
			.entrySet()
			.stream()
			.map((property) -> "    " + property.getKey() + ": " + property.getValue())
			.collect(Collectors.joining(System.lineSeparator()));
		String description = "The keep-alive settings cannot work:" + System.lineSeparator() + System.lineSeparator()
				+ values + System.lineSeparator() + System.lineSeparator() + cause.getMessage();
		return new FailureAnalysis(description, cause.getAction(), cause);
	}

}
