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
			daemon off;
			master_process off;
			pid %1$s/nginx.pid;
			error_log stderr;
			events {
				worker_connections 1024;
			}
			http {
				access_log off;
				client_body_temp_path %1$s/body;
				proxy_temp_path %1$s/proxy;
				fastcgi_temp_path %1$s/fastcgi;
				uwsgi_temp_path %1$s/uwsgi;
				scgi_temp_path %1$s/scgi;
				upstream origin {
					server 127.0.0.1:%3$d;
					keepalive 64;
					keepalive_timeout %2$dms;
					keepalive_requests 1000000;
					keepalive_time 24h;
				}
				server {
					listen 127.0.0.1:%4$d;
					location / {
						add_header %5$s $connection always;
						proxy_pass http://origin;
						proxy_http_version 1.1;
						proxy_set_header Connection "";
						proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
					}
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
		return List.of(RealNginx.PROGRAM, "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return CONFIGURATION.formatted(directory, window.toMillis(), originPort, port(), CONNECTION_HEADER);
	}

}
