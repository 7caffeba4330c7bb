package io.github.keepalive.boundary;

import java.nio.file.Path;
import java.util.List;

/**
 * What every nginx of these tests needs round its own configuration, to run in a
 * directory of its own and in the foreground.
 */
final class NginxFrame {

	private static final String FRAME = """
			daemon off;
			master_process %2$s;
			worker_processes 1;
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
				%3$s
			}
			""";

	private NginxFrame() {
	}

	static List<String> command(Path directory, Path configuration) {
		return List.of(RealNginx.PROGRAM, "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
	}

	/**
	 * Puts the frame round a configuration.
	 * @param directory the directory of this nginx
	 * @param http what stands in the block {@code http}
	 * @return the whole file
	 */
	static String around(Path directory, String http) {
		return around(directory, http, false);
	}

	/**
	 * Puts the frame round a configuration.
	 * @param directory the directory of this nginx
	 * @param http what stands in the block {@code http}
	 * @param reloads whether a master process is there to load it again
	 * @return the whole file
	 */
	static String around(Path directory, String http, boolean reloads) {
		return FRAME.formatted(directory, reloads ? "on" : "off", http);
	}

}
