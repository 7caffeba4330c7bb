package io.github.keepalive.autoconfigure;

import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.keepalive.policy.Finding;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a violated order of idle timeouts that came to light when the application had
 * started.
 */
final class KeepAliveVerificationFailureAnalyzer extends AbstractFailureAnalyzer<KeepAliveVerificationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KeepAliveVerificationException cause) {
		return new FailureAnalysis(lines(cause, Finding::message), lines(cause, Finding::action)
				+ System.lineSeparator() + "To start nevertheless, set 'keepalive.verify' to 'warn'.", cause);
	}

	private static String lines(KeepAliveVerificationException cause, Function<Finding, String> text) {
		return cause.getFindings().stream().map(text).collect(Collectors.joining(System.lineSeparator()));
	}

}
