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
			keepalive_timeout 1h;
			keepalive_requests 1000000;
			upstream instances {
				server 127.0.0.1:%2$d fail_timeout=1s;
				server 127.0.0.1:%3$d fail_timeout=1s;
				keepalive 64;
			}
			server {
				listen 127.0.0.1:%1$d backlog=1024;
				location / {
					proxy_pass http://instances;
					proxy_http_version 1.1;
					proxy_set_header Connection "";
					proxy_next_upstream error timeout;
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
		return NginxFrame.command(directory, configuration);
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return NginxFrame.around(directory, CONFIGURATION.formatted(port(), this.first, this.second));
	}

}
