package io.github.keepalive.sample;

import io.github.keepalive.sample.DemoStatus.ClientFigures;
import io.github.keepalive.sample.network.IdleClosingProxy;
import io.github.keepalive.sample.network.Origin;

/**
 * Figures of one side in one run: what its users saw, and what proxy and upstream have
 * counted since the run began. Thread-safe.
 */
final class Counters {

	private final Contender contender;

	private final Origin origin;

	private final IdleClosingProxy proxy;

	private final Tally tally = new Tally();

	private final long duplicatesBefore;

	private final long connectionsBefore;

	Counters(Contender contender, Origin origin, IdleClosingProxy proxy) {
		this.contender = contender;
		this.origin = origin;
		this.proxy = proxy;
		this.duplicatesBefore = origin.duplicates(contender.id());
		this.connectionsBefore = proxy.connectionsOpened(contender.id());
	}

	Contender contender() {
		return this.contender;
	}

	Tally tally() {
		return this.tally;
	}

	ClientFigures figures() {
		String id = this.contender.id();
		long failed = this.tally.failed();
		long requests = this.tally.requests();
		double percent = (requests > 0) ? Math.round(1000.0 * failed / requests) / 10.0 : 0;
		return new ClientFigures(id, this.contender.name(), requests, failed, percent,
				this.origin.duplicates(id) - this.duplicatesBefore,
				this.proxy.connectionsOpened(id) - this.connectionsBefore, this.tally.errors());
	}

}
