package io.github.keepalive.sample;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.sample.network.Origin;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * Sends a request, is idle for a gap, sends the next, until the time is over. Run by one
 * thread at a time.
 */
final class VirtualUser implements Runnable {

	private final RestClient client;

	private final String clientId;

	private final String requestIds;

	private final Gaps gaps;

	private final Tally tally;

	private final ScheduledExecutorService scheduler;

	private final long endNanos;

	private final CountDownLatch finished;

	private int sent;

	VirtualUser(Contender contender, int user, DemoRun run, Gaps gaps, Tally tally, CountDownLatch finished) {
		this.client = contender.users().get(user);
		this.clientId = contender.id();
		this.requestIds = "%s-%d-%d-".formatted(contender.id(), run.number(), user);
		this.gaps = gaps;
		this.tally = tally;
		this.scheduler = run.scheduler();
		this.endNanos = run.endNanos();
		this.finished = finished;
	}

	void start() {
		idleFor(this.gaps.first());
	}

	private void idleFor(Duration gap) {
		if (System.nanoTime() + gap.toNanos() - this.endNanos > 0) {
			this.finished.countDown();
			return;
		}
		var unused = this.scheduler.schedule(this, gap.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		try {
			send();
			this.tally.succeeded();
		}
		catch (RuntimeException | Error ex) {
			// An error is a failed request too; a lost user would leave the run waiting.
			this.tally.failed(ex);
		}
		idleFor(this.gaps.next());
	}

	private void send() {
		RestClient.RequestBodySpec request = this.client.method(HttpMethod.GET).uri("/work");
		if (this.gaps.nextIsPost()) {
			request = this.client.post().uri("/work").contentType(MediaType.TEXT_PLAIN).body("order");
		}
		request.header(Origin.CLIENT, this.clientId)
			.header(Origin.REQUEST_ID, this.requestIds + this.sent++)
			.retrieve()
			.body(String.class);
	}

}
