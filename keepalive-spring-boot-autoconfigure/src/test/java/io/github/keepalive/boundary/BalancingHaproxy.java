package io.github.keepalive.boundary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The HAProxy of the machine before two instances, whose connections it keeps and whose
 * readiness it checks. It never sends anything again.
 */
final class BalancingHaproxy extends RealProxy {

	private static final String CONFIGURATION = """
			global
				maxconn 4096
			defaults
				mode http
				retries 0
				timeout connect 5s
				timeout client 1h
				timeout server 60s
				timeout http-request 60s
				timeout http-keep-alive 1h
				timeout check 2s
			frontend front
				bind 127.0.0.1:%1$d
				default_backend instances
			backend instances
				balance roundrobin
				option httpchk GET /actuator/health/readiness
				http-check expect status 200
				default-server check inter %2$s fall %3$d rise 1
				server a 127.0.0.1:%4$d%5$s
				server b 127.0.0.1:%6$d%7$s
			""";

	private final RestartedInstance first;

	private final RestartedInstance second;

	private final Checks checks;

	private BalancingHaproxy(RestartedInstance first, RestartedInstance second, Checks checks) throws IOException {
		super(false);
		this.first = first;
		this.second = second;
		this.checks = checks;
	}

	static BalancingHaproxy start(RestartedInstance first, RestartedInstance second, Checks checks) throws IOException {
		BalancingHaproxy haproxy = new BalancingHaproxy(first, second, checks);
		haproxy.start(first.port(), Duration.ofHours(1));
		return haproxy;
	}

	@Override
	List<String> command(Path directory, Path configuration) {
		return List.of(RealHaproxy.PROGRAM, "-db", "-f", configuration.toString());
	}

	@Override
	String configuration(Path directory, Path pem, int originPort, Duration window) {
		return CONFIGURATION.formatted(port(), this.checks.interval(), this.checks.fall(), this.first.port(),
				checkPort(this.first), this.second.port(), checkPort(this.second));
	}

	private static String checkPort(RestartedInstance instance) {
		return (instance.managementPort() > 0) ? " port " + instance.managementPort() : "";
	}

	/**
	 * How it checks.
	 *
	 * @param interval the time between two checks, as HAProxy takes it
	 * @param fall how many have to fail
	 */
	record Checks(String interval, int fall) {

	}

}
