package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.keepalive.docs.DeploymentFile;

import org.springframework.util.Assert;

/**
 * A real proxy that runs a file of the deployment guide before two servers on loopback.
 */
abstract class DeployedProxy extends RealProxy {

	private final DeploymentFile file;

	private final int first;

	private final int second;

	DeployedProxy(String file, int first, int second) throws IOException {
		super(false);
		this.file = DeploymentFile.of(file);
		this.first = first;
		this.second = second;
	}

	final void start() {
		// The file says how long; the rig need not.
		start(this.first, Duration.ZERO);
	}

	@Override
	final String configuration(Path directory, Path pem, int originPort, Duration window) {
		return configuration(directory);
	}

	/**
	 * Returns what the program is to read.
	 * @param directory where it may write
	 * @return the file of the guide, for loopback
	 */
	abstract String configuration(Path directory);

	/**
	 * Returns the command by which the program checks a configuration.
	 * @param directory where it may write
	 * @param configuration the file
	 * @return the command
	 */
	abstract List<String> checkCommand(Path directory, Path configuration);

	/**
	 * Puts ports on loopback where the guide names hosts and the port to listen on.
	 * @param listen how the file says where to listen
	 * @param format the same with an address
	 * @return what the file then says
	 */
	final String onLoopback(String listen, String format) {
		String text = replace(this.file.text(), listen, format.formatted("127.0.0.1:" + port()));
		return replace(replace(text, "10.0.0.11:8080", "127.0.0.1:" + this.first), "10.0.0.12:8080",
				"127.0.0.1:" + this.second);
	}

	private static String replace(String text, String old, String by) {
		Assert.state(text.contains(old), () -> "'" + old + "' is missing in " + text);
		return text.replace(old, by);
	}

}
