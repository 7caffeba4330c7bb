package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The nginx of the machine before two instances, whose connections it keeps. It has no
 * checks of its own, and never sends a request again that is not idempotent and may have
 * been sent.
 */
final class BalancingNginx extends RealProxy {

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
				keepalive_timeout 1h;
				keepalive_requests 1000000;
				upstream instances {
					server 127.0.0.1:%3$d fail_timeout=1s;
					server 127.0.0.1:%4$d fail_timeout=1s;
					keepalive 64;
				}
				server {
					listen 127.0.0.1:%2$d backlog=1024;
					location / {
						proxy_pass http://instances;
						proxy_http_version 1.1;
						proxy_set_header Connection "";
						proxy_next_upstream error timeout;
					}
				}
			}
			""";

	private final int first;

	private final int second;

	private BalancingNginx(int first, int second) throws IOException {
		super(false);
		this.first = first;
		this.second = second;
	}

	static BalancingNginx start(int first, int second) throws IOException {
		BalancingNginx nginx = new BalancingNginx(first, second);
		nginx.start(first, Duration.ofHours(1));
		return nginx;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(RealNginx.PROGRAM, "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return CONFIGURATION.formatted(directory, port(), this.first, this.second);
	}

}
