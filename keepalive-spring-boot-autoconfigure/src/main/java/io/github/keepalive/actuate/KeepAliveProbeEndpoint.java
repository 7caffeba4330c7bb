package io.github.keepalive.actuate;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.keepalive.probe.ProbeRefusedException;
import io.github.keepalive.probe.ProbeReport;
import io.github.keepalive.probe.Probes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@link Endpoint @Endpoint} that measures how long an upstream keeps idle connections.
 * Starting and cancelling has to be allowed by
 * {@code management.endpoint.keepaliveprobe.access: unrestricted}.
 *
 * @since 0.1.0
 */
// By HTTP only: its answers are status codes as much as bodies.
@WebEndpoint(id = "keepaliveprobe", defaultAccess = Access.READ_ONLY)
public class KeepAliveProbeEndpoint {

	private static final int OK = 200;

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final Probes probes;

	/**
	 * Creates the endpoint.
	 * @param probes what can be probed
	 */
	public KeepAliveProbeEndpoint(Probes probes) {
		this.probes = probes;
	}

	/**
	 * Lists what can be probed.
	 * @return the last report of each upstream
	 */
	@ReadOperation
	public ProbeDescriptor.All probes() {
		return new ProbeDescriptor.All(this.probes.reports().stream().map(ProbeDescriptor::of).toList());
	}

	/**
	 * Reports on one probe.
	 * @param upstream name of the upstream
	 * @return the report
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> probe(@Selector String upstream) {
		return answer(OK, () -> this.probes.report(upstream));
	}

	/**
	 * Starts a probe that waits for the end of the connection. An operation of its own,
	 * because one that takes values answers 415 where no JSON comes.
	 * @param upstream name of the upstream
	 * @return the report
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> start(@Selector String upstream) {
		return start(upstream, null);
	}

	/**
	 * Starts a probe.
	 * @param upstream name of the upstream
	 * @param idle after which idle time a second request is sent; missing to wait for the
	 * end of the connection
	 * @return the report
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> start(@Selector String upstream, @Nullable Duration idle) {
		return answer(ACCEPTED, () -> this.probes.start(upstream, idle));
	}

	/**
	 * Cancels a probe.
	 * @param upstream name of the upstream
	 * @return the report
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> cancel(@Selector String upstream) {
		return answer(OK, () -> this.probes.cancel(upstream));
	}

	private static WebEndpointResponse<OperationResponseBody> answer(int status, Supplier<ProbeReport> report) {
		try {
			return new WebEndpointResponse<>(ProbeDescriptor.of(report.get()), status);
		}
		catch (ProbeRefusedException ex) {
			return new WebEndpointResponse<>(new ProbeDescriptor.Refusal(String.valueOf(ex.getMessage())), status(ex));
		}
	}

	private static int status(ProbeRefusedException refused) {
		return switch (refused.getReason()) {
			case UNKNOWN -> WebEndpointResponse.STATUS_NOT_FOUND;
			case INVALID -> WebEndpointResponse.STATUS_BAD_REQUEST;
			case RUNNING -> CONFLICT;
			case BUSY -> WebEndpointResponse.STATUS_TOO_MANY_REQUESTS;
			case CLOSED -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
		};
	}

}
