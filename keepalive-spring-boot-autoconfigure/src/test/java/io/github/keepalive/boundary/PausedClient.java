package io.github.keepalive.boundary;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.github.keepalive.boundary.Call.Reply;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The process that is stopped and continued: warms a pool, then, twice, waits for a line
 * and sends as many requests at once. Arguments: transport, address, connections.
 */
public final class PausedClient {

	/** The line that says that the pool is warm. */
	static final String WARM = "WARM";

	/** What the line with the failures starts with. */
	static final String RESULT = "FAILURES ";

	/** How often it is stopped and continued. */
	static final int ROUNDS = 2;

	private PausedClient() {
	}

	public static void main(String[] args) throws Exception {
		ChildJvm.endWithParent();
		Transport transport = Transport.valueOf(args[0]);
		int connections = Integer.parseInt(args[2]);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (ConfigurableApplicationContext context = ClientApplication.start(transport, "keepalive.proxy.idle=2s",
				"keepalive.client.max-connections=" + connections,
				"keepalive.client.max-connections-per-route=" + connections)) {
			Call call = transport.call(context);
			List<FutureTask<Reply>> requests = requests(call, "GET", args[1], connections, new CountDownLatch(0));
			System.out.println("Warmed with failures " + failures(requests));
			for (int round = 0; round < ROUNDS; round++) {
				// Waiting before the process is stopped: nothing but the latch is between
				// its continuation and the requests.
				CountDownLatch start = new CountDownLatch(1);
				requests = requests(call, "POST", args[1], connections, start);
				System.out.println(WARM);
				commands.readLine();
				start.countDown();
				System.out.println(RESULT + failures(requests));
			}
		}
		System.exit(0);
	}

	private static List<FutureTask<Reply>> requests(Call call, String method, String url, int count,
			CountDownLatch start) {
		List<FutureTask<Reply>> requests = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			FutureTask<Reply> request = new FutureTask<>(() -> {
				start.await();
				return call.send(method, url);
			});
			new Thread(request, method + "-" + i).start();
			requests.add(request);
		}
		return requests;
	}

	private static Map<String, Integer> failures(List<FutureTask<Reply>> requests) throws InterruptedException {
		Map<String, Integer> failures = new TreeMap<>();
		for (FutureTask<Reply> request : requests) {
			try {
				request.get();
			}
			catch (ExecutionException ex) {
				failures.merge(ex.getCause().getClass().getSimpleName(), 1, Integer::sum);
			}
		}
		return failures;
	}

}
