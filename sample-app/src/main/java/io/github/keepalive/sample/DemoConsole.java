package io.github.keepalive.sample;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.keepalive.sample.DemoStatus.ClientFigures;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Tells on the console how a comparison goes and what came out.
 */
@Component
class DemoConsole implements ApplicationListener<WebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(DemoConsole.class);

	private static final String ROW = "%n  %-20s %9s %8s %7s %15s %19s";

	private volatile int port;

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (event.getApplicationContext().getServerNamespace() == null) {
			this.port = event.getWebServer().getPort();
		}
	}

	void started(DemoSettings settings) {
		logger.info("""
				Comparing both clients for %d s, at the same time, on real sockets:

				  users -> path, %d ms each way -> proxy, closes what was idle for %s -> upstream

				  The delay holds for data and for closes, as on a long network path; on bare loopback the race
				  hardly ever shows. Many gaps between requests are close to the window, where the race is.
				""".formatted(settings.duration().toSeconds(), settings.pathDelay().toMillis(),
				text(settings.window())));
	}

	void progress(DemoStatus status) {
		logger.info("%3d s  %s".formatted(Duration.ofMillis(status.elapsedMillis()).toSeconds(),
				status.clients().stream().map(DemoConsole::progress).collect(Collectors.joining("  |  "))));
	}

	private static String progress(ClientFigures client) {
		return "%s: %4d requests, %2d failed".formatted(client.name().toLowerCase(Locale.ROOT), client.requests(),
				client.failed());
	}

	void finished(DemoStatus status) {
		StringBuilder text = new StringBuilder("Compared:%n".formatted());
		text.append(row("", "requests", "failed", "share", "executed twice", "connections opened"));
		status.clients().forEach((client) -> text.append(row(client)));
		text.append("%n".formatted());
		status.clients().forEach((client) -> text.append(errors(client)));
		text.append("%n%n  Still up: http://localhost:%d/ (runs it again), ".formatted(this.port));
		text.append("http://localhost:%d/actuator/keepalive (what was set and why). Ctrl+C ends it.%n"
			.formatted(this.port));
		logger.info(text);
	}

	private static String row(ClientFigures client) {
		return row(client.name(), client.requests(), client.failed(),
				String.format(Locale.ROOT, "%.1f %%", client.failedPercent()), client.duplicates(),
				client.connections());
	}

	private static String row(Object... cells) {
		return ROW.formatted(cells);
	}

	private static String errors(ClientFigures client) {
		if (client.errors().isEmpty()) {
			return "";
		}
		return "%n  Failures %s: %s".formatted(client.name().toLowerCase(Locale.ROOT), join(client.errors()));
	}

	private static String join(Map<String, Long> errors) {
		List<String> parts = errors.entrySet()
			.stream()
			.map((error) -> "%d x %s".formatted(error.getValue(), error.getKey()))
			.toList();
		return String.join(", ", parts);
	}

	private static String text(Duration window) {
		return (window.toMillis() % 1000 == 0) ? window.toSeconds() + " s" : window.toMillis() + " ms";
	}

}
