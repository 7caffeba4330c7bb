package io.github.keepalive.boundary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.testsupport.Pools;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The process with the small heap: uploads a large file on each transport, with the
 * starter and without. Arguments: address of a server that takes all, address of one that
 * resets used connections, file.
 */
public final class UploadClient {

	/** What the line with the outcome of one upload starts with. */
	static final String RESULT = "UPLOAD ";

	/** What stands there in the last of those lines. */
	static final String END = "END";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int PIECE = 64 * 1024;

	private final String sink;

	private final String stale;

	private final Path file;

	private UploadClient(String sink, String stale, Path file) {
		this.sink = sink;
		this.stale = stale;
		this.file = file;
	}

	public static void main(String[] args) {
		ChildJvm.endWithParent();
		UploadClient client = new UploadClient(args[0], args[1], Path.of(args[2]));
		for (String transport : new String[] { "http-components", "reactor", "jetty", "jdk" }) {
			client.uploadAll(transport, false);
			client.uploadAll(transport, true);
		}
		System.out.println(RESULT + END);
		System.exit(0);
	}

	private void uploadAll(String transport, boolean starter) {
		try (ConfigurableApplicationContext context = start(transport, starter)) {
			String name = transport + (starter ? "/with" : "/without");
			RestClient client = context.getBean(RestClient.Builder.class).baseUrl(this.sink).build();
			upload(name + "/file", (path) -> client.put().uri(path).body(file()).retrieve().toBodilessEntity());
			upload(name + "/stream", (path) -> {
				try (InputStream in = Files.newInputStream(this.file)) {
					client.put().uri(path).body(new InputStreamResource(in)).retrieve().toBodilessEntity();
				}
			});
			if (starter && !transport.equals("jdk")) {
				upload(name + "/repeated", (path) -> repeated(context, path));
			}
			WebClient reactive = context.getBean(WebClient.Builder.class).baseUrl(this.sink).build();
			upload(name + "/buffers",
					(path) -> Objects.requireNonNull(reactive.put()
						.uri(path)
						.contentType(MediaType.APPLICATION_OCTET_STREAM)
						.body(buffers(), DataBuffer.class)
						.retrieve()
						.toBodilessEntity()
						.block(PATIENCE)));
		}
	}

	private void repeated(ConfigurableApplicationContext context, String path) {
		RestClient client = context.getBean(RestClient.Builder.class).baseUrl(this.stale).build();
		client.get().uri("/").retrieve().body(String.class);
		PoolRegistry pools = context.getBean(PoolRegistry.class);
		// Libraries hand over the end of a body before they give the connection back.
		Awaitility.await().atMost(PATIENCE).until(() -> pooled(pools));
		Pools.awaitUnused(pools);
		client.put().uri(path).body(file()).retrieve().toBodilessEntity();
	}

	private boolean pooled(PoolRegistry pools) {
		String port = this.stale.substring(this.stale.lastIndexOf(':'));
		return pools.views()
			.stream()
			.flatMap((view) -> view.snapshot().stream())
			.anyMatch((pool) -> pool.route().toString().endsWith(port) && pool.idle() != null && pool.idle() > 0);
	}

	private static void upload(String name, Upload upload) {
		try {
			upload.to("/" + name);
			System.out.println(RESULT + name + " ok");
		}
		catch (Throwable ex) {
			// An OutOfMemoryError is the very thing to be reported.
			System.out.println(RESULT + name + " " + ex);
		}
	}

	private FileSystemResource file() {
		return new FileSystemResource(this.file);
	}

	private Flux<DataBuffer> buffers() {
		byte[] piece = new byte[PIECE];
		return Flux.range(0, (int) (this.file.toFile().length() / PIECE))
			.map((i) -> DefaultDataBufferFactory.sharedInstance.wrap(piece));
	}

	private static ConfigurableApplicationContext start(String transport, boolean starter) {
		return new SpringApplicationBuilder(ClientApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.properties("keepalive.enabled=" + starter, "keepalive.proxy.idle=60s",
					"spring.http.clients.imperative.factory=" + transport,
					"spring.http.clients.reactive.connector=" + transport,
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run();
	}

	@FunctionalInterface
	private interface Upload {

		void to(String path) throws IOException;

	}

}
