package io.github.keepalive.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.LearnedWindow;
import io.github.keepalive.connection.LearnedWindows;
import io.github.keepalive.connection.Route;
import io.github.keepalive.connection.Tick;
import io.github.keepalive.connection.WindowReading;

/**
 * Puts what was measured next to what was learned.
 *
 * @since 0.1.0
 */
public final class ProbedWindows implements ProbeListener {

	private final LearnedWindows windows;

	/**
	 * Creates the listener.
	 * @param windows the learned windows
	 */
	public ProbedWindows(LearnedWindows windows) {
		this.windows = Objects.requireNonNull(windows, "'windows' must not be null");
	}

	@Override
	public void probed(Route route, InetSocketAddress remote, ProbeResult result, Tick at) {
		LearnedWindow window = this.windows.window(route);
		Duration idle = result.idle();
		if (window == null || idle == null) {
			return;
		}
		Duration bound = result.atMost();
		// An upper bound is no measurement: it must not take the place of a shorter one.
		if (bound == null || !knowsShorter(window.read(), bound)) {
			window.probed(idle, result.moreThan() == null, remote, at);
		}
	}

	private static boolean knowsShorter(WindowReading known, Duration bound) {
		WindowReading.Estimate learned = known.estimate();
		WindowReading.Probed probed = known.probed();
		return (learned != null && learned.lowest().compareTo(bound) <= 0)
				|| (probed != null && probed.closeSeen() && probed.window().compareTo(bound) <= 0);
	}

}
