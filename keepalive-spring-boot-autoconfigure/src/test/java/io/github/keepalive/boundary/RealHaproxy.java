package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The HAProxy of the machine.
 */
final class RealHaproxy extends RealProxy {

	static final String PROGRAM = "/usr/sbin/haproxy";

	private static final String CONFIGURATION = """
			global
				maxconn 4096
			defaults
				mode http
				retries 0
				timeout connect 5s
				timeout client 60s
				timeout server 60s
				timeout http-request 60s
				timeout http-keep-alive %1$dms
			frontend front
				bind 127.0.0.1:%2$d%3$s
				http-after-response set-header %4$s %%[src_port]
				default_backend origin
			backend origin
				server origin 127.0.0.1:%5$d
			""";

	private RealHaproxy(boolean tls) throws IOException {
		super(tls);
	}

	static RealHaproxy start(int originPort, Duration window, boolean tls) {
		require(PROGRAM);
		try {
			RealHaproxy haproxy = new RealHaproxy(tls);
			haproxy.start(originPort, window);
			return haproxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(PROGRAM, "-db", "-f", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		String secured = tls() ? " ssl crt " + pem + " ssl-min-ver TLSv1.3" : "";
		return CONFIGURATION.formatted(window.toMillis(), port(), secured, CONNECTION_HEADER, originPort);
	}

}
