package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The nginx of the machine with a window towards the server behind it: it gives an idle
 * connection up when that is over, and for no other reason.
 */
final class BackNginx extends RealProxy {

	// The ways of nginx to say who called and that it stands between.
	private static final String CONFIGURATION = """
			upstream origin {
				server 127.0.0.1:%2$d;
				keepalive 64;
				keepalive_timeout %1$dms;
				keepalive_requests 1000000;
				keepalive_time 24h;
			}
			server {
				listen 127.0.0.1:%3$d;
				location / {
					add_header %4$s $connection always;
					proxy_pass http://origin;
					proxy_http_version 1.1;
					proxy_set_header Connection "";
					proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
				}
			}
			""";

	private BackNginx() throws IOException {
		super(false);
	}

	static BackNginx inFrontOf(int serverPort, Duration backWindow) {
		require(RealNginx.PROGRAM);
		try {
			BackNginx nginx = new BackNginx();
			nginx.start(serverPort, backWindow);
			return nginx;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return NginxFrame.command(directory, configuration);
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return NginxFrame.around(directory,
				CONFIGURATION.formatted(window.toMillis(), originPort, port(), CONNECTION_HEADER));
	}

}
