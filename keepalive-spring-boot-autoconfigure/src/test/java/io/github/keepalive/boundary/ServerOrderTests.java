package io.github.keepalive.boundary;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.keepalive.connection.IdleCloses;
import io.github.keepalive.connection.IdleCloses.Side;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.ServerKeepAlive;
import io.github.keepalive.server.ServerPolicies;
import io.github.keepalive.server.TestApplication;
import io.github.keepalive.server.jetty.JettyServerKeepAliveCustomizer;
import io.github.keepalive.server.netty.NettyServerKeepAliveCustomizer;
import io.github.keepalive.server.tomcat.TomcatKeepAliveCustomizer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests who closes idle connections between a real nginx and our servers: the proxy where
 * the order is right, the server where it is not.
 */
@Timeout(120)
class ServerOrderTests {

	private static final int CALLS = 8;

	private final List<WebServer> servers = new ArrayList<>();

	private final List<BackNginx> proxies = new ArrayList<>();

	private final ServerRegistry registry = new ServerRegistry();

	@AfterEach
	void stop() throws Exception {
		for (BackNginx proxy : this.proxies) {
			proxy.close();
		}
		this.servers.forEach(WebServer::stop);
		this.servers.forEach(WebServer::destroy);
	}

	@Test
	void inTheRightOrderTheProxyClosesFirst() {
		start(Duration.ofSeconds(5), Duration.ofSeconds(1));
		callAtOnce();
		await(Side.PEER);
		assertThat(closes()).hasSize(3).allSatisfy((closes) -> {
			assertThat(closes.by(Side.SERVER).count()).isZero();
			assertThat(closes.by(Side.PEER).forwarded()).isEqualTo(closes.by(Side.PEER).count());
			assertThat(closes.by(Side.PEER).shortest()).isGreaterThan(Duration.ofMillis(900));
			assertThat(closes.by(Side.PEER).longest()).isLessThan(Duration.ofSeconds(5));
		});
	}

	@Test
	void inTheWrongOrderTheServerClosesFirst() {
		start(Duration.ofSeconds(1), Duration.ofSeconds(30));
		callAtOnce();
		await(Side.SERVER);
		assertThat(closes()).hasSize(3).allSatisfy((closes) -> {
			assertThat(closes.by(Side.PEER).count()).isZero();
			assertThat(closes.by(Side.SERVER).forwarded()).isEqualTo(closes.by(Side.SERVER).count());
			assertThat(closes.by(Side.SERVER).shortest()).isGreaterThan(Duration.ofMillis(900));
		});
	}

	private void start(Duration serverIdle, Duration backWindow) {
		ServerKeepAlive policy = ServerPolicies.idle(serverIdle);
		TomcatServletWebServerFactory tomcat = new TomcatServletWebServerFactory(0);
		new TomcatKeepAliveCustomizer(policy, true, null, this.registry, "tomcat").customize(tomcat);
		this.servers.add(tomcat.getWebServer(TestApplication.servlet()));
		JettyServletWebServerFactory jetty = new JettyServletWebServerFactory(0);
		new JettyServerKeepAliveCustomizer(policy, null, this.registry, "jetty").customize(jetty);
		this.servers.add(jetty.getWebServer(TestApplication.servlet()));
		NettyReactiveWebServerFactory netty = new NettyReactiveWebServerFactory(0);
		new NettyServerKeepAliveCustomizer(policy, null, this.registry, "netty").customize(netty);
		this.servers.add(netty.getWebServer(TestApplication.reactive()));
		for (WebServer server : this.servers) {
			server.start();
			this.proxies.add(BackNginx.inFrontOf(server.getPort(), backWindow));
		}
	}

	private void callAtOnce() {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		List<CompletableFuture<HttpResponse<Void>>> calls = new ArrayList<>();
		for (BackNginx proxy : this.proxies) {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/")).build();
			for (int i = 0; i < CALLS; i++) {
				calls.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
			}
		}
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().statusCode()).isEqualTo(200));
	}

	private void await(Side side) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> closes().stream().allMatch((closes) -> closes.by(side).count() > 0));
	}

	private List<IdleCloses> closes() {
		return this.registry.servers().stream().map(ServerView::idleCloses).toList();
	}

}
