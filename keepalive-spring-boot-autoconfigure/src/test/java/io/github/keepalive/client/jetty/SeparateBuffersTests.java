package io.github.keepalive.client.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SeparateBuffers}.
 */
@Timeout(60)
class SeparateBuffersTests {

	private static final long LIMIT_SECONDS = 20;

	private final FaultServer failing = FaultServer.start().behaviour(Behaviour.partialBody());

	private final FaultServer other = FaultServer.start();

	private HttpClient httpClient;

	@AfterEach
	void stop() throws Exception {
		this.httpClient.stop();
		this.failing.close();
		this.other.close();
	}

	@Test
	void responseThatFailsWhileItIsHandedOverTakesNothingFromAnother() throws Exception {
		start(null);
		CompletableFuture<Content.Source> unread = new CompletableFuture<>();
		CompletableFuture<Thread> parsing = new CompletableFuture<>();
		this.httpClient.newRequest(this.failing.url("/"))
			.onResponseContentSource(SeparateBuffersTests::abortWhenRead)
			// Called from within Jetty's parser, which has given its buffer back: the
			// other connection takes it.
			.send((result) -> {
				this.httpClient.newRequest(this.other.url("/"))
					.onResponseContentSource((response, source) -> unread.complete(source))
					.send((ignored) -> {
					});
				unread.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
				parsing.complete(Thread.currentThread());
			});
		Thread parser = parsing.get(LIMIT_SECONDS, TimeUnit.SECONDS);
		Awaitility.await().atMost(Duration.ofSeconds(LIMIT_SECONDS)).until(() -> !isParsing(parser));
		Content.Source source = unread.get();
		assertThat(CompletableFuture.supplyAsync(() -> text(source))).succeedsWithin(Duration.ofSeconds(LIMIT_SECONDS))
			.isEqualTo("kk");
	}

	private static void abortWhenRead(Response response, Content.Source source) {
		Content.Chunk chunk = source.read();
		while (chunk != null && !chunk.isLast()) {
			chunk.release();
			chunk = source.read();
		}
		CompletableFuture<Boolean> unused = response.abort(new IOException("Read enough"));
	}

	private static String text(Content.Source source) {
		try {
			return Content.Source.asString(source);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isParsing(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().endsWith(".HttpReceiverOverHTTP"));
	}

	@Test
	void buffersComeFromThePoolOfTheUser() throws Exception {
		ArrayByteBufferPool pool = new ArrayByteBufferPool();
		start(pool);
		this.httpClient.GET(this.other.url("/"));
		assertThat(this.httpClient.getByteBufferPool()).isInstanceOfSatisfying(SeparateBuffers.class,
				(separate) -> assertThat(separate.getWrapped()).isSameAs(pool));
		Awaitility.await()
			.atMost(Duration.ofSeconds(LIMIT_SECONDS))
			.until(() -> pool.getAvailableDirectByteBufferCount() > 0);
	}

	@Test
	void clientThatIsStartedAgainKeepsItsBuffers() throws Exception {
		start(null);
		ByteBufferPool first = this.httpClient.getByteBufferPool();
		this.httpClient.stop();
		this.httpClient.start();
		assertThat(this.httpClient.getByteBufferPool()).isInstanceOf(SeparateBuffers.class).isSameAs(first);
	}

	private void start(ByteBufferPool pool) throws Exception {
		AtomicReference<HttpClient> built = new AtomicReference<>();
		new JettyKeepAliveCustomizer(Policies.idle(Duration.ofSeconds(30)), new PoolRegistry(), new MovableClock())
			.customize(ClientHttpRequestFactoryBuilder.jetty())
			// A user's customizer that runs after ours.
			.withHttpClientCustomizer((client) -> {
				if (pool != null) {
					client.setByteBufferPool(pool);
				}
				built.set(client);
			})
			.build();
		this.httpClient = built.get();
		this.httpClient.start();
	}

}
