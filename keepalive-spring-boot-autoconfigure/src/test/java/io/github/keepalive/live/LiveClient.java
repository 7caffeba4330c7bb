package io.github.keepalive.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView.PoolSnapshot;
import io.github.keepalive.connection.RouteCounters;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.testsupport.Pools;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/**
 * One client of an application context.
 */
final class LiveClient {

	private final ConfigurableApplicationContext context;

	private final Sender sender;

	LiveClient(ConfigurableApplicationContext context, Sender sender) {
		this.context = context;
		this.sender = sender;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	Outcome get(String url) {
		return send(HttpMethod.GET, url, Map.of(), null);
	}

	Outcome post(String url) {
		return send(HttpMethod.POST, url, Map.of(), "body");
	}

	Outcome send(HttpMethod method, String url, Map<String, String> headers, String body) {
		try {
			return new Outcome(this.sender.send(method, url, headers, body), null);
		}
		catch (RuntimeException ex) {
			return new Outcome(null, ex);
		}
	}

	List<Outcome> together(int count, HttpMethod method, String url) {
		ExecutorService threads = Executors.newFixedThreadPool(count);
		try {
			List<CompletableFuture<Outcome>> running = IntStream.range(0, count)
				.mapToObj((i) -> CompletableFuture.supplyAsync(
						() -> send(method, url + i, Map.of(), (method == HttpMethod.POST) ? "body" : null), threads))
				.toList();
			return running.stream().map(CompletableFuture::join).toList();
		}
		finally {
			threads.shutdownNow();
		}
	}

	// Libraries hand over the end of a body before they give the connection back.
	void awaitIdle(int connections) {
		Pools.awaitIdle(this.context.getBean(PoolRegistry.class), connections);
	}

	long count(ToLongFunction<RouteCounters> counter) {
		return rows().stream().map(PoolSnapshot::counters).mapToLong(counter).sum();
	}

	List<String> findings() {
		Findings findings = this.context.getBean(Findings.class);
		return findings.collect().stream().map(Finding::id).toList();
	}

	private List<PoolSnapshot> rows() {
		List<PoolSnapshot> rows = new ArrayList<>();
		this.context.getBean(PoolRegistry.class).views().forEach((view) -> rows.addAll(view.snapshot()));
		return rows;
	}

	@FunctionalInterface
	interface Sender {

		ResponseEntity<String> send(HttpMethod method, String url, Map<String, String> headers, String body);

	}

	record Outcome(ResponseEntity<String> response, RuntimeException failure) {

		boolean ok() {
			return this.failure == null && this.response.getStatusCode().is2xxSuccessful();
		}

		RepeatDetails details() {
			return RepeatDetails.find(this.failure);
		}

		@Override
		public String toString() {
			return (this.failure == null) ? this.response.toString() : this.failure + " with " + details();
		}

	}

}
