package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The HAProxy of the machine, configured as the deployment guide says.
 */
final class DeployedHaproxy extends DeployedProxy {

	private DeployedHaproxy(int first, int second) throws IOException {
		super("haproxy.cfg", first, second);
	}

	static DeployedHaproxy start(int first, int second) throws IOException {
		require(RealHaproxy.PROGRAM);
		DeployedHaproxy haproxy = new DeployedHaproxy(first, second);
		haproxy.start();
		return haproxy;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(RealHaproxy.PROGRAM, "-db", "-f", configuration.toString());
	}

	@Override
	List<String> checkCommand(Path directory, Path configuration) {
		return List.of(RealHaproxy.PROGRAM, "-c", "-f", configuration.toString());
	}

	@Override
	String configuration(Path directory) {
		return onLoopback("bind :80\n", "bind %s\n");
	}

}
