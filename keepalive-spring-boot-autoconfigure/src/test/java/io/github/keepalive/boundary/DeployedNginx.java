package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The nginx of the machine, configured as the deployment guide says.
 */
final class DeployedNginx extends DeployedProxy {

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
		return NginxFrame.command(directory, configuration);
	}

	@Override
	List<String> checkCommand(Path directory, Path configuration) {
		List<String> command = new ArrayList<>(command(directory, configuration));
		command.add("-t");
		return command;
	}

	@Override
	String configuration(Path directory) {
		// What a package brings along around the files of its users.
		return NginxFrame.around(directory, onLoopback("listen 80;", "listen %s;"));
	}

}
