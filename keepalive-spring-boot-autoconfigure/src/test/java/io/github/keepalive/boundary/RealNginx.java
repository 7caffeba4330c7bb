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

	// The origin is asked once.
	private static final String CONFIGURATION = """
			keepalive_timeout %1$dms;
			keepalive_requests %7$d;
			keepalive_time %8$dms;
			upstream origin {
				server 127.0.0.1:%2$d;
				keepalive 256;
				keepalive_timeout 24h;
				keepalive_requests 1000000;
			}
			server {
				listen 127.0.0.1:%3$d%4$s backlog=1024;
				ssl_certificate %5$s;
				ssl_certificate_key %5$s;
				ssl_protocols TLSv1.3;
				location / {
					add_header %6$s $connection always;
					proxy_pass http://origin;
					proxy_http_version 1.1;
					proxy_set_header Connection "";
					proxy_next_upstream off;
				}
			}
			%9$s
			""";

	private static final String OTHER_ADDRESS = """
				server {
					listen 127.0.0.2:%1$d;
					keepalive_timeout %2$dms;
					location / {
						add_header %3$s $connection always;
						proxy_pass http://origin;
						proxy_http_version 1.1;
						proxy_set_header Connection "";
						proxy_next_upstream off;
					}
				}
			""";

	private final Limits limits;

	private RealNginx(boolean tls, Limits limits) throws IOException {
		super(tls);
		this.limits = limits;
	}

	static RealNginx start(int originPort, Duration window, boolean tls) {
		return start(originPort, tls, Limits.window(window));
	}

	static RealNginx start(int originPort, Limits limits) {
		return start(originPort, false, limits);
	}

	private static RealNginx start(int originPort, boolean tls, Limits limits) {
		require(PROGRAM);
		try {
			RealNginx nginx = new RealNginx(tls, limits);
			nginx.start(originPort, limits.window());
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
		String http = CONFIGURATION.formatted(window.toMillis(), originPort, port(), tls() ? " ssl" : "", pem,
				CONNECTION_HEADER, this.limits.requests(), this.limits.age().toMillis(), otherAddress());
		return NginxFrame.around(directory, http, this.limits.reloads());
	}

	private String otherAddress() {
		Duration other = this.limits.otherWindow();
		return (other != null) ? OTHER_ADDRESS.formatted(port(), other.toMillis(), CONNECTION_HEADER) : "";
	}

	/**
	 * When nginx closes connections of clients.
	 *
	 * @param window how long they may be idle
	 * @param otherWindow the same on 127.0.0.2, or {@code null} not to listen there
	 * @param requests how many requests each may carry
	 * @param age for how long it may carry any
	 * @param reloads whether the configuration can be loaded again
	 */
	record Limits(Duration window, Duration otherWindow, int requests, Duration age, boolean reloads) {

		/**
		 * Nothing but the window closes a connection: neither the number of requests
		 * (1000 by default) nor the age.
		 * @param window the window
		 * @return the limits
		 */
		static Limits window(Duration window) {
			return new Limits(window, null, 1_000_000, Duration.ofDays(1), false);
		}

		Limits other(Duration otherWindow) {
			return new Limits(this.window, otherWindow, this.requests, this.age, this.reloads);
		}

		Limits requests(int requests) {
			return new Limits(this.window, this.otherWindow, requests, this.age, this.reloads);
		}

		Limits age(Duration age) {
			return new Limits(this.window, this.otherWindow, this.requests, age, this.reloads);
		}

		Limits reloadable() {
			return new Limits(this.window, this.otherWindow, this.requests, this.age, true);
		}

	}

}
