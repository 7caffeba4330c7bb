package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The nginx of the machine, configured as the deployment guide says.
 */
final class DeployedNginx extends DeployedProxy {

	// What a package brings along around the files of its users.
	private static final String FRAME = """
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
				%2$s
			}
			""";

	private DeployedNginx(int first, int second) throws IOException {
		super("nginx.conf", first, second);
	}

	static DeployedNginx start(int first, int second) throws IOException {
		require(RealNginx.PROGRAM);
		DeployedNginx nginx = new DeployedNginx(first, second);
		nginx.start();
		return nginx;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(RealNginx.PROGRAM, "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString());
	}

	@Override
	List<String> checkCommand(Path directory, Path configuration) {
		List<String> command = new ArrayList<>(command(directory, configuration));
		command.add("-t");
		return command;
	}

	@Override
	String configuration(Path directory) {
		return FRAME.formatted(directory, onLoopback("listen 80;", "listen %s;"));
	}

}
