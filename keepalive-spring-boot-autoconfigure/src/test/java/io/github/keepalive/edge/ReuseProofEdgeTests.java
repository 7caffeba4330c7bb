package io.github.keepalive.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.github.keepalive.edge.RawServer.Script;
import io.github.keepalive.fault.RepeatReason;
import io.github.keepalive.retry.RepeatDetails;
import io.github.keepalive.test.Behaviour;
import io.github.keepalive.test.FaultServer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Edge cases of the question whether a connection was reused.
 */
@Timeout(60)
class ReuseProofEdgeTests {

	private static final int POOL = 5;

	@RegisterExtension
	static final EdgeClients clients = EdgeClients.plain()
		.with("keepalive.client.max-connections-per-route=" + POOL)
		.with(Customized.class);

	@ParameterizedTest
	@EnumSource
	void freshConnectionThatFailsIsNotStale(Transport transport) {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.finAfterRequest())) {
			assertThat(clients.client(transport).refusal(server.url("/"), Send.get()))
				.isEqualTo(RepeatReason.FRESH_CONNECTION);
			assertThat(server.exchanges()).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionResetAsSoonAsAcceptedIsNotStale(Transport transport) {
		try (RawServer server = RawServer.start(RawServer.Wire::reset)) {
			EdgeClient client = clients.client(transport);
			Throwable failure = catchThrowable(() -> client.send(server.url("/"), Send.of("POST").body("x")));
			assertThat(failure).isNotNull();
			// Before the first byte a library may open another one, once, and so may we.
			assertThat(server.connections()).isLessThanOrEqualTo(4);
			assertThat(server.heads()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionUsedAMomentAgoIsJudgedLikeAnyOther(Transport transport) {
		try (FaultServer server = FaultServer.start().onReused(Behaviour.resetAfterRequest())) {
			EdgeClient client = clients.client(transport);
			client.warmUp(server.url("/"));
			RepeatDetails details = RepeatDetails
				.find(catchThrowable(() -> client.send(server.url("/"), Send.typical("POST"))));
			assertThat(details.facts().idle()).isLessThan(EdgeClient.PATIENCE);
			client.warmUp(server.url("/"));
			assertThat(client.send(server.url("/"), Send.get()).getStatusCode().value()).isEqualTo(200);
			assertThat(server.exchanges()).hasSize(5);
		}
	}

	@ParameterizedTest
	@EnumSource
	void manyStaleConnectionsCostEachRequestOneRepeat(Transport transport) throws Exception {
		CyclicBarrier together = new CyclicBarrier(POOL);
		Script stale = (wire) -> {
			wire.request();
			await(together);
			wire.answer("warm");
			wire.request();
		};
		List<Script> scripts = new ArrayList<>(Collections.nCopies(POOL, stale));
		scripts.add((wire) -> wire.answerAll("fresh"));
		try (RawServer server = RawServer.start(scripts.toArray(Script[]::new))) {
			EdgeClient client = clients.client(transport);
			assertThat(inParallel(client, server)).containsOnly("warm");
			client.awaitRelease();
			assertThat(inParallel(client, server)).containsOnly("fresh").hasSize(POOL);
			assertThat(server.heads()).hasSizeLessThanOrEqualTo(3 * POOL);
		}
	}

	@ParameterizedTest
	@EnumSource
	void singleRequestGetsPastAPoolFullOfStaleConnections(Transport transport) throws Exception {
		CyclicBarrier together = new CyclicBarrier(POOL);
		Script stale = (wire) -> {
			wire.request();
			await(together);
			wire.answer("warm");
			wire.request();
		};
		List<Script> scripts = new ArrayList<>(Collections.nCopies(POOL, stale));
		scripts.add((wire) -> wire.answerAll("fresh"));
		try (RawServer server = RawServer.start(scripts.toArray(Script[]::new))) {
			EdgeClient client = clients.client(transport);
			inParallel(client, server);
			client.awaitRelease();
			assertThat(client.send(server.url("/"), Send.get()).getBody()).isEqualTo("fresh");
			assertThat(server.heads()).hasSize(POOL + 2);
			assertThat(client.send(server.url("/"), Send.of("POST")).getBody()).isEqualTo("fresh");
		}
	}

	@Test
	void connectionToTheSecondAddressIsFresh() {
		try (FaultServer server = FaultServer.start().behaviour(Behaviour.finAfterRequest())) {
			String url = "http://two.test:" + server.port() + "/";
			assertThat(clients.client(Transport.APACHE).refusal(url, Send.get()))
				.isEqualTo(RepeatReason.FRESH_CONNECTION);
			assertThat(server.exchanges()).hasSize(1);
		}
	}

	@Test
	void repeatStaysOffConnectionsThatBelongToAnotherIdentity() {
		Script once = (wire) -> {
			wire.request();
			wire.answer("warm");
			wire.request();
		};
		try (RawServer server = RawServer.start(once, (wire) -> wire.answerAll("of B"),
				(wire) -> wire.answerAll("of A"))) {
			EdgeClient client = clients.client(Transport.APACHE);
			send(client, server, "A");
			client.awaitRelease();
			assertThat(send(client, server, "B")).isEqualTo("of B");
			client.awaitRelease();
			assertThat(send(client, server, "A")).isEqualTo("of A");
			assertThat(server.connections()).isEqualTo(3);
		}
	}

	private static String send(EdgeClient client, RawServer server, String user) {
		return client.send(server.url("/"), Send.get().header("X-User", user)).getBody();
	}

	private static List<String> inParallel(EdgeClient client, RawServer server) {
		List<CompletableFuture<String>> calls = new ArrayList<>();
		for (int i = 0; i < POOL; i++) {
			calls.add(CompletableFuture.supplyAsync(() -> client.send(server.url("/"), Send.get()).getBody(),
					(task) -> new Thread(task, "caller").start()));
		}
		return calls.stream().map(CompletableFuture::join).toList();
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(EdgeClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String user(HttpRequest request) {
		Header header = request.getFirstHeader("X-User");
		return (header != null) ? header.getValue() : null;
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> apacheCustomizer() {
			return (builder) -> builder.withDnsResolver(new TwoAddresses())
				.withHttpClientCustomizer((client) -> client
					.setUserTokenHandler((route, context) -> user(HttpClientContext.cast(context).getRequest())));
		}

	}

	private static final class TwoAddresses implements DnsResolver {

		@Override
		public InetAddress[] resolve(String host) throws UnknownHostException {
			if (host.equals("two.test")) {
				// Nobody listens on the first.
				return new InetAddress[] { InetAddress.getByName("127.0.0.2"), InetAddress.getLoopbackAddress() };
			}
			return SystemDefaultDnsResolver.INSTANCE.resolve(host);
		}

		@Override
		public String resolveCanonicalHostname(String host) {
			return host;
		}

	}

}
