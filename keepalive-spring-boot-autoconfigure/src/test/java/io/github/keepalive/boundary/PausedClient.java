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
 * The process that is stopped and continued: warms a pool, waits for a line and sends as
 * many requests at once. Arguments: transport, address, connections.
 */
public final class PausedClient {

	/** The line that says that the pool is warm. */
	static final String WARM = "WARM";

	/** What the line with the failures starts with. */
	static final String RESULT = "FAILURES ";

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
			CountDownLatch now = new CountDownLatch(1);
			CountDownLatch later = new CountDownLatch(1);
			List<FutureTask<Reply>> first = requests(call, "GET", args[1], connections, now);
			// Waiting before the process is stopped: nothing but the lock is between its
			// continuation and the requests, and its event loops have no head start.
			List<FutureTask<Reply>> second = requests(call, "POST", args[1], connections, later);
			now.countDown();
			System.out.println("Warmed with failures " + failures(first));
			System.out.println(WARM);
			commands.readLine();
			later.countDown();
			System.out.println(RESULT + failures(second));
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
				failures.merge(ex.getCause().toString(), 1, Integer::sum);
			}
		}
		return failures;
	}

}
