package io.github.keepalive.probe;

import java.util.List;

import io.github.keepalive.connection.Tick;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is. Immutable.
 *
 * @param state how far it is
 * @param endedAt when it ended, or {@code null} if it has not
 * @param address the address it is connected to
 * @param addresses all addresses behind the name
 * @param idleSince since when the connection is idle, while it is
 * @param status status code of the response
 * @param result what it found
 * @param error why it failed
 * @param note what else is to be known
 */
record ProbeProgress(ProbeState state, @Nullable Tick endedAt, @Nullable String address, List<String> addresses,
		@Nullable Tick idleSince, @Nullable Integer status, @Nullable ProbeResult result, @Nullable String error,
		@Nullable String note) {

	static final ProbeProgress BEGUN = new ProbeProgress(ProbeState.RUNNING, null, null, List.of(), null, null, null,
			null, null);

	ProbeProgress resolved(List<String> all) {
		return new ProbeProgress(this.state, null, this.address, all, null, null, null, null, this.note);
	}

	ProbeProgress noted(@Nullable String text) {
		return new ProbeProgress(this.state, null, this.address, this.addresses, null, null, null, null, text);
	}

	ProbeProgress connected(String to) {
		return new ProbeProgress(this.state, null, to, this.addresses, null, null, null, null, this.note);
	}

	ProbeProgress answered(int with) {
		return new ProbeProgress(this.state, null, this.address, this.addresses, null, with, null, null, this.note);
	}

	ProbeProgress idle(Tick since) {
		return new ProbeProgress(this.state, null, this.address, this.addresses, since, this.status, null, null,
				this.note);
	}

	ProbeProgress done(ProbeResult with, Tick at) {
		return ended(ProbeState.DONE, with, null, at);
	}

	ProbeProgress failed(String why, Tick at) {
		return ended(ProbeState.FAILED, null, why, at);
	}

	ProbeProgress cancelled(Tick at) {
		return ended(ProbeState.CANCELLED, null, null, at);
	}

	private ProbeProgress ended(ProbeState as, @Nullable ProbeResult with, @Nullable String why, Tick at) {
		return new ProbeProgress(as, at, this.address, this.addresses, null, this.status, with, why, this.note);
	}

}
