package io.github.keepalive.server.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with handlers of all kinds, servlet or reactive.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@EnableScheduling
@Import({ DrainApplication.Gate.class, DrainApplication.Phase.class, DrainApplication.Background.class,
		DrainApplication.Handlers.class })
public class DrainApplication {

	// The global ones go with the first context of this process that closes.
	@Bean
	static ReactorResourceFactory reactorResourceFactory() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	/**
	 * Holds requests back until the test lets them go.
	 */
	static class Gate {

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		void awaitArrival() throws InterruptedException {
			if (!this.arrived.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody came");
			}
		}

		void open() {
			this.open.countDown();
		}

		String pass() throws InterruptedException {
			this.arrived.countDown();
			if (!this.open.await(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody opened");
			}
			return "held";
		}

	}

	/**
	 * A bean of the default phase, which is the first to stop.
	 */
	static class Phase implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	/**
	 * Work in other threads.
	 */
	static class Background {

		@Async
		CompletableFuture<String> async() {
			return CompletableFuture.completedFuture("async");
		}

	}

	/**
	 * The handlers.
	 */
	@RestController
	static class Handlers {

		private final Gate gate;

		private final Phase phase;

		private final Background background;

		private final TaskScheduler scheduler;

		Handlers(Gate gate, Phase phase, Background background, TaskScheduler scheduler) {
			this.gate = gate;
			this.phase = phase;
			this.background = background;
			this.scheduler = scheduler;
		}

		@GetMapping("/quick")
		Mono<String> quick() {
			return Mono.just("quick");
		}

		@PostMapping("/quick")
		Mono<String> post(@RequestBody String body) {
			return Mono.just(body);
		}

		@GetMapping("/held")
		Mono<String> held() {
			return Mono.fromCallable(this.gate::pass).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/held-in-thread")
		String heldInThread() throws InterruptedException {
			return this.gate.pass();
		}

		@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> stream() {
			return Flux.concat(Mono.just("first"), held(), Mono.just("last"));
		}

		@GetMapping("/tasks")
		Mono<String> tasks() {
			CompletableFuture<String> scheduled = new CompletableFuture<>();
			this.scheduler.schedule(() -> scheduled.complete("scheduled"), Instant.now());
			return Mono.fromFuture(scheduled.thenCombine(this.background.async(),
					(one, other) -> one + " " + other + " " + (this.phase.isRunning() ? "running" : "stopped")));
		}

	}

}
