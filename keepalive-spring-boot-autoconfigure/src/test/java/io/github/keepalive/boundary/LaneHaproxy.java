package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The HAProxy of the machine with a pool for each of many lanes, so that a connection is
 * idle for as long as the callers of its lane pause. The first part of a path is the
 * lane. Nothing is ever sent again.
 * <p>
 * HAProxy has no idle timeout towards servers: every {@code pool-purge-delay} it looks
 * how many connections were needed at once, and a single idle one goes at the third look
 * after its last use (2.6, {@code srv_cleanup_idle_conns}). So its window is between two
 * and three delays; the wanted one lies about in the middle, a little else on each lane
 * lest all of them go in step: for 2 s on 50 lanes between 1.74 s and 2.75 s.
 */
final class LaneHaproxy extends RealProxy {

	private static final double PURGES = 2.3;

	private static final String CONFIGURATION = """
			global
				maxconn 1024
				nbthread 1
			defaults
				mode http
				retries 0
				http-reuse always
				timeout connect 5s
				timeout client 60s
				timeout server 60s
			frontend front
				bind 127.0.0.1:%1$d
				use_backend lane%%[path,field(2,/)]
			%2$s
			""";

	private static final String LANE = """
			backend lane%1$d
				server origin 127.0.0.1:%2$d pool-purge-delay %3$dms
			""";

	private final int lanes;

	private LaneHaproxy(int lanes) throws IOException {
		super(false);
		this.lanes = lanes;
	}

	static LaneHaproxy start(int originPort, Duration window, int lanes) throws IOException {
		LaneHaproxy haproxy = new LaneHaproxy(lanes);
		haproxy.start(originPort, window);
		return haproxy;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(RealHaproxy.PROGRAM, "-db", "-f", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		int purge = (int) (window.toMillis() / PURGES);
		String backends = IntStream.range(0, this.lanes)
			.mapToObj((lane) -> LANE.formatted(lane, originPort, purge + lane))
			.collect(Collectors.joining());
		return CONFIGURATION.formatted(port(), backends);
	}

}
