package io.github.keepalive.server.drain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.testsupport.LogWatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that thousands of idle connections end in order, and in time.
 */
@Timeout(180)
class ManyIdleConnectionsTests {

	private static final int CONNECTIONS = 2000;

	private static final ByteBuffer REQUEST = StandardCharsets.US_ASCII
		.encode("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n");

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY", "NETTY" })
	void endWithoutAReset(DrainServer server) throws Exception {
		ConfigurableApplicationContext context = server.start("keepalive.server.drain.enabled=true",
				"keepalive.server.drain.period=2s");
		List<SocketChannel> channels = new ArrayList<>();
		try (Selector selector = Selector.open(); LogWatch log = LogWatch.on("io.github.keepalive")) {
			for (int i = 0; i < CONNECTIONS; i++) {
				channels.add(used(DrainServer.port(context)));
			}
			for (SocketChannel channel : channels) {
				channel.configureBlocking(false);
				channel.register(selector, SelectionKey.OP_READ);
			}
			Closing closing = Closing.of(context);
			assertThat(ended(selector)).isEqualTo(CONNECTIONS);
			// Startled by a noisy machine, but never by the number of connections.
			assertThat(closing.await()).isLessThan(Duration.ofSeconds(30));
			assertThat(log.messages()).filteredOn((line) -> line.startsWith("Drained"))
				.singleElement()
				.asString()
				.containsPattern("[, ]" + CONNECTIONS + " by us");
		}
		finally {
			for (SocketChannel channel : channels) {
				channel.close();
			}
			context.close();
		}
	}

	private static SocketChannel used(int port) throws IOException {
		SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		channel.write(REQUEST.duplicate());
		ByteBuffer response = ByteBuffer.allocate(4096);
		while (!text(response).endsWith("quick")) {
			assertThat(channel.read(response)).isPositive();
		}
		assertThat(text(response)).doesNotContainIgnoringCase("connection: close");
		return channel;
	}

	private static String text(ByteBuffer buffer) {
		return StandardCharsets.US_ASCII.decode(buffer.duplicate().flip()).toString();
	}

	// A reset is an exception, and fails the test.
	private static int ended(Selector selector) throws IOException {
		int ended = 0;
		ByteBuffer nothing = ByteBuffer.allocate(16);
		while (ended < CONNECTIONS && selector.select(60_000) > 0) {
			for (SelectionKey key : selector.selectedKeys()) {
				assertThat(((SocketChannel) key.channel()).read(nothing)).isEqualTo(-1);
				key.channel().close();
				ended++;
			}
			selector.selectedKeys().clear();
		}
		return ended;
	}

}
