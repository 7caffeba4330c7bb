package io.github.keepalive.boundary;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * POSTs of callers that each have a lane of their own through a proxy, in rounds: all at
 * once, then each again after a pause close to the window. Starting together makes the
 * race certain on a server that looks for expired connections only now and then (Tomcat:
 * when nothing has happened for a second). Each request has a connection to the proxy of
 * its own, so that on this side nobody races.
 */
final class LaneLoad {

	private static final Duration AROUND = Duration.ofMillis(60);

	private static final Duration AFTERWARDS = Duration.ofMillis(400);

	private static final int LIMIT_MILLIS = 30_000;

	private static final Pattern CONNECTION = Pattern.compile("(?i)\r\n" + RealProxy.CONNECTION_HEADER + ": (\\d+)");

	private static final long SEED = Long.getLong("keepalive.seed", 42);

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger edges = new AtomicInteger();

	private final AtomicInteger edgesReused = new AtomicInteger();

	private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();

	private final String name;

	private final int port;

	private final Duration window;

	/**
	 * A load.
	 * @param name a part of each path
	 * @param port where the proxy listens
	 * @param window the proxy's window
	 */
	LaneLoad(String name, int port, Duration window) {
		this.name = name;
		this.port = port;
		this.window = window;
	}

	/**
	 * Sends the requests.
	 * @param lanes the number of lanes
	 * @param rounds the number of rounds
	 * @param anchorNanos when a round may begin, any number of rounds ago
	 * @throws InterruptedException if interrupted
	 */
	void run(int lanes, int rounds, long anchorNanos) throws InterruptedException {
		long round = this.window.plus(AFTERWARDS).toNanos();
		long since = System.nanoTime() - anchorNanos;
		long first = anchorNanos + (Math.floorDiv(since, round) + 1) * round;
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < lanes; i++) {
			int lane = i;
			threads.add(new Thread(() -> travel(lane, rounds, first, round), this.name + "-" + lane));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
	}

	Result result(List<String> executed, Closes closes, Duration stalled) {
		return new Result(this.requests.get(), this.edges.get(), this.edgesReused.get(), new TreeMap<>(this.failures),
				executed.size(), (int) executed.stream().distinct().count(), closes, stalled);
	}

	private void travel(int lane, int rounds, long first, long round) {
		Random random = new Random(SEED * 1_000_003 + lane);
		for (int i = 0; i < rounds; i++) {
			pauseUntil(first + i * round);
			String path = "/" + lane + "/" + this.name + "/" + i;
			String before = send(path + "/start", "start");
			long answeredAt = System.nanoTime();
			long gap = this.window.toNanos() + (long) ((random.nextDouble() * 2 - 1) * AROUND.toNanos());
			pauseUntil(answeredAt + gap);
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answeredAt);
			String after = send(path + "/edge", millis / 10 * 10 + " ms");
			if (!before.isEmpty() && !after.isEmpty()) {
				this.edges.incrementAndGet();
				this.edgesReused.addAndGet(after.equals(before) ? 1 : 0);
			}
		}
	}

	private String send(String path, String paused) {
		this.requests.incrementAndGet();
		String head;
		try {
			head = post(this.port, path);
		}
		catch (IOException ex) {
			head = ex.getClass().getSimpleName();
		}
		Matcher connection = CONNECTION.matcher(head);
		if (head.startsWith("HTTP/1.1 200") && connection.find()) {
			return connection.group(1);
		}
		this.failures.merge(head.lines().findFirst().orElse("nothing") + " after " + paused, 1, Integer::sum);
		return "";
	}

	/**
	 * Sends a POST on a connection of its own.
	 * @param port where to
	 * @param path the path
	 * @return the response as it came
	 * @throws IOException if none came
	 */
	static String post(int port, String path) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(LIMIT_MILLIS);
			socket.getOutputStream().write(request(path));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static byte[] request(String path) {
		return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
			.getBytes(StandardCharsets.US_ASCII);
	}

	// The pause is what is measured here, to the fraction of a millisecond.
	private static void pauseUntil(long nanos) {
		for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * What happened.
	 *
	 * @param requests how many were sent
	 * @param edges how many pauses close to the window lay between two answers
	 * @param edgesReused how many of them on one and the same connection to the server
	 * @param failures what was no answer of the server, by pause
	 * @param executed how many the server executed
	 * @param distinct how many different ones
	 * @param closes who closed idle connections of the server meanwhile, this load's and
	 * others
	 * @param stalled the longest time for which the machine kept us from running
	 */
	record Result(int requests, int edges, int edgesReused, Map<String, Integer> failures, int executed, int distinct,
			Closes closes, Duration stalled) {

		int failed() {
			return this.failures.values().stream().mapToInt(Integer::intValue).sum();
		}

	}

	/**
	 * How often each side was first to close an idle connection.
	 *
	 * @param byServer the server
	 * @param byPeer whoever opened it
	 */
	record Closes(long byServer, long byPeer) {

	}

}
