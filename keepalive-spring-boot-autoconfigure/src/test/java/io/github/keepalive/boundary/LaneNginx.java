package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nginx of the machine with a pool for each of many lanes, so that a connection is
 * idle for as long as the callers of its lane pause. The first part of a path is the
 * lane. The window is that of the server's side, and what may have been sent is never
 * sent again unless it is idempotent.
 */
final class LaneNginx extends RealProxy {

	private static final String CONFIGURATION = """
			%1$s
			server {
				listen 127.0.0.1:%2$d backlog=1024;
				location ~ ^/(\\d+)/ {
					proxy_pass http://lane$1;
					proxy_http_version 1.1;
					proxy_set_header Connection "";
					proxy_next_upstream error timeout;
				}
			}
			""";

	// Besides the window nothing may close a connection.
	private static final String LANE = """
			upstream lane%1$d {
					server 127.0.0.1:%2$d;
					keepalive 1;
					keepalive_timeout %3$dms;
					keepalive_requests 1000000;
					keepalive_time 24h;
				}
			""";

	private final int lanes;

	private LaneNginx(int lanes) throws IOException {
		super(false);
		this.lanes = lanes;
	}

	static LaneNginx start(int originPort, Duration window, int lanes) throws IOException {
		LaneNginx nginx = new LaneNginx(lanes);
		nginx.start(originPort, window);
		return nginx;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return NginxFrame.command(directory, configuration);
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		String upstreams = IntStream.range(0, this.lanes)
			.mapToObj((lane) -> LANE.formatted(lane, originPort, window.toMillis()))
			.collect(Collectors.joining());
		return NginxFrame.around(directory, CONFIGURATION.formatted(upstreams, port()));
	}

}
