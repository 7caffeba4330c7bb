package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The nginx of the machine.
 */
final class RealNginx extends RealProxy {

	static final String PROGRAM = "/usr/sbin/nginx";

	// Besides the window nothing may close a connection: neither the number of requests
	// (1000 by default) nor the age, and the origin is asked once.
	private static final String CONFIGURATION = """
			daemon off;
			master_process off;
			pid %1$s/nginx.pid;
			error_log stderr;
			events {
				worker_connections 4096;
			}
			http {
				access_log off;
				client_body_temp_path %1$s/body;
				proxy_temp_path %1$s/proxy;
				fastcgi_temp_path %1$s/fastcgi;
				uwsgi_temp_path %1$s/uwsgi;
				scgi_temp_path %1$s/scgi;
				keepalive_timeout %2$dms;
				keepalive_requests 1000000;
				keepalive_time 24h;
				upstream origin {
					server 127.0.0.1:%3$d;
					keepalive 256;
					keepalive_timeout 24h;
					keepalive_requests 1000000;
				}
				server {
					listen 127.0.0.1:%4$d%5$s backlog=1024;
					ssl_certificate %6$s;
					ssl_certificate_key %6$s;
					ssl_protocols TLSv1.3;
					location / {
						add_header %7$s $connection always;
						proxy_pass http://origin;
						proxy_http_version 1.1;
						proxy_set_header Connection "";
						proxy_next_upstream off;
					}
				}
			}
			""";

	private RealNginx(boolean tls) throws IOException {
		super(tls);
	}

	static RealNginx start(int originPort, Duration window, boolean tls) {
		require(PROGRAM);
		try {
			RealNginx nginx = new RealNginx(tls);
			nginx.start(originPort, window);
			return nginx;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(PROGRAM, "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return CONFIGURATION.formatted(directory, window.toMillis(), originPort, port(), tls() ? " ssl" : "", pem,
				CONNECTION_HEADER);
	}

}
