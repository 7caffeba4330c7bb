package io.github.keepalive.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.github.keepalive.test.Exchange;
import io.github.keepalive.test.FaultServer;
import io.github.keepalive.testsupport.StallMeter;

import org.springframework.context.ApplicationContext;

/**
 * One load through client, delay line, real proxy and origin, all of them its own.
 *
 * @param transport the client
 * @param peer the proxy
 * @param tls whether client and proxy talk TLS 1.3
 * @param shared whether all users share one pool and come in bursts
 * @param plan the load
 */
record BoundaryRun(Transport transport, Peer peer, boolean tls, boolean shared, LoadPlan plan) {

	private static final Duration ONE_WAY = Duration.ofMillis(10);

	private static final int ATTEMPTS = 3;

	private static final int WARM_UP = 200;

	/**
	 * Sends what makes the process compile and load what it needs, so that the first
	 * requests that count are not held up by that.
	 * @param context the application
	 * @throws Exception if a request failed
	 */
	void warmUp(ApplicationContext context) throws Exception {
		try (FaultServer origin = this.tls ? FaultServer.startTls() : FaultServer.start()) {
			Call call = this.transport.call(context);
			for (int i = 0; i < WARM_UP; i++) {
				call.send((i % 2 == 0) ? "GET" : "POST", origin.url("/"));
			}
		}
	}

	/**
	 * Makes the run, again if it was inconclusive.
	 * @param context the application, started with this run's transport
	 * @return what happened at last
	 * @throws Exception if the rig itself failed
	 */
	LoadResult run(ApplicationContext context) throws Exception {
		LoadResult result = runOnce(context);
		for (int i = 1; i < ATTEMPTS && !result.conclusive(this.plan.margin(ONE_WAY.multipliedBy(2))); i++) {
			System.out.println("boundary " + this.transport + ", inconclusive, repeated: " + result);
			result = runOnce(context);
		}
		return result;
	}

	LoadResult runOnce(ApplicationContext context) throws Exception {
		int ports = this.shared ? 1 : this.plan.users();
		try (FaultServer origin = FaultServer.start();
				RealProxy proxy = this.peer.start(origin.port(), this.plan.window(), this.tls);
				DelayLine line = DelayLine.to(proxy.port(), ONE_WAY, ports);
				StallMeter stalls = new StallMeter()) {
			// A port of its own is a pool of its own, also where the application's users
			// share a client (Reactor Netty: one provider per context).
			IntFunction<String> urls = (user) -> (this.tls ? "https" : "http") + "://localhost:"
					+ line.port(this.shared ? 0 : user);
			BoundaryLoad load = new BoundaryLoad(this.plan, urls);
			load(load, context);
			List<String> executed = origin.exchanges().stream().filter(Exchange::executed).map(Exchange::id).toList();
			return load.result(executed, line.connections(), line.resets(), stalls.longest());
		}
	}

	private void load(BoundaryLoad load, ApplicationContext context) throws InterruptedException {
		if (this.shared) {
			load.runBursts(this.transport.call(context));
			return;
		}
		List<Call> clients = new ArrayList<>();
		for (int user = 0; user < this.plan.users(); user++) {
			// Jetty and the JDK give each client threads of its own.
			boolean dear = this.transport == Transport.JETTY || this.transport == Transport.JDK;
			clients.add((dear && user % 10 != 0) ? clients.get(user - 1) : this.transport.call(context));
		}
		load.run(clients::get);
	}

	/**
	 * The real proxies.
	 */
	enum Peer {

		/** nginx. */
		NGINX,

		/** HAProxy. */
		HAPROXY;

		RealProxy start(int originPort, Duration window, boolean tls) {
			return (this == NGINX) ? RealNginx.start(originPort, window, tls)
					: RealHaproxy.start(originPort, window, tls);
		}

	}

}
