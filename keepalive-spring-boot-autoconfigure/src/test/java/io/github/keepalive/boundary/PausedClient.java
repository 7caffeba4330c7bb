package io.github.keepalive.boundary;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
			System.out.println("Warmed with failures " + atOnce(call, "GET", args[1], connections));
			System.out.println(WARM);
			commands.readLine();
			System.out.println(RESULT + atOnce(call, "POST", args[1], connections));
		}
		System.exit(0);
	}

	private static Map<String, Integer> atOnce(Call call, String method, String url, int count)
			throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(count);
		List<Future<?>> requests = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			requests.add(threads.submit(() -> call.send(method, url)));
		}
		threads.shutdown();
		Map<String, Integer> failures = new TreeMap<>();
		for (Future<?> request : requests) {
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
