package io.github.keepalive.client.jdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Origin;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.StallMeter;

/**
 * Program that asks for an idle time in a JVM of its own, where no client was built
 * before, and lets many clients try to reuse a connection at the end of it. Prints how
 * many did at once, how many did then, and for how many milliseconds the process was kept
 * from running.
 */
public final class JdkIdleTrial {

	private static final int CLIENTS = 60;

	private JdkIdleTrial() {
	}

	public static void main(String[] args) throws Exception {
		Duration idle = Duration.ofMillis(Long.parseLong(args[0]));
		JdkKeepAliveProperty.request(JdkKeepAlivePropertyTests.plan(new Derived(idle, Origin.DERIVED, "trial"), true));
		try (FaultServer server = FaultServer.start(); StallMeter stalls = new StallMeter()) {
			List<HttpClient> clients = new ArrayList<>();
			List<Long> seenAtNanos = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
				clients.add(client);
				get(client, server.url("/first"));
				get(client, server.url("/at-once"));
				seenAtNanos.add(System.nanoTime());
			}
			for (int i = 0; i < CLIENTS; i++) {
				Duration left = idle.minusNanos(System.nanoTime() - seenAtNanos.get(i));
				Thread.sleep(Math.max(0, left.toMillis() + 1));
				get(clients.get(i), server.url("/late"));
			}
			System.out.println("at-once " + reused(server, "/at-once") + " late " + reused(server, "/late")
					+ " stalled " + stalls.longest().toMillis());
		}
		// Threads of the clients would keep the JVM alive for a while.
		System.exit(0);
	}

	private static void get(HttpClient client, String url) throws Exception {
		client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static long reused(FaultServer server, String path) {
		return server.exchanges()
			.stream()
			.filter((exchange) -> exchange.path().equals(path) && exchange.reused())
			.count();
	}

}
