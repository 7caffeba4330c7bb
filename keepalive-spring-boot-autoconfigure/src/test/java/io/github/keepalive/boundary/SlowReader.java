package io.github.keepalive.boundary;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A caller that pauses in the middle of a response body.
 */
@FunctionalInterface
interface SlowReader {

	/**
	 * Reads a response to its end.
	 * @param url what to get
	 * @param bytes the size of the body
	 * @param pause how long to pause midway
	 * @return when the response head had arrived, in nanoseconds
	 */
	long read(String url, int bytes, Duration pause);

	static SlowReader of(RestClient client) {
		return (url, bytes, pause) -> client.get().uri(URI.create(url)).exchange((request, response) -> {
			long headAt = System.nanoTime();
			try (InputStream body = response.getBody()) {
				body.readNBytes(bytes / 2);
				pause(pause);
				if (body.readAllBytes().length != bytes - bytes / 2) {
					throw new IllegalStateException("The body ended early");
				}
			}
			return headAt;
		});
	}

	static SlowReader of(WebClient client) {
		return (url, bytes, pause) -> {
			AtomicLong headAt = new AtomicLong();
			AtomicInteger read = new AtomicInteger();
			client.get().uri(URI.create(url)).exchangeToFlux((response) -> {
				headAt.set(System.nanoTime());
				return response.bodyToFlux(DataBuffer.class);
			}).concatMap((buffer) -> {
				int before = read.getAndAdd(buffer.readableByteCount());
				DataBufferUtils.release(buffer);
				// Without prefetch nothing is asked for until the pause is over.
				return (before < bytes / 2 && read.get() >= bytes / 2) ? Mono.delay(pause) : Mono.empty();
			}, 0).blockLast(Duration.ofMinutes(1));
			if (read.get() != bytes) {
				throw new IllegalStateException("The body ended early");
			}
			return headAt.get();
		};
	}

	private static void pause(Duration pause) {
		try {
			TimeUnit.NANOSECONDS.sleep(pause.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
