package io.github.keepalive.actuate;

import java.util.Set;

import io.github.keepalive.connection.ReadinessPolls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.util.Assert;

/**
 * Counts the answers of health groups that know whether the application takes requests,
 * on whatever port and path they are asked for.
 *
 * @since 0.1.0
 */
public final class ReadinessPollCounter implements HealthEndpointGroupsPostProcessor {

	private static final String READINESS = "readinessState";

	private final ReadinessPolls polls;

	private volatile boolean exposed = true;

	/**
	 * Creates a counter.
	 * @param polls where answers are counted
	 */
	public ReadinessPollCounter(ReadinessPolls polls) {
		Assert.notNull(polls, "'polls' must not be null");
		this.polls = polls;
	}

	/**
	 * Returns whether readiness can be asked for.
	 * @return {@code false} if no group knows of it
	 */
	public boolean exposed() {
		return this.exposed;
	}

	@Override
	public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
		this.exposed = groups.getNames().stream().map(groups::get).anyMatch(ReadinessPollCounter::tellsReadiness);
		return new CountingGroups(groups);
	}

	private static boolean tellsReadiness(@Nullable HealthEndpointGroup group) {
		return group != null && group.isMember(READINESS);
	}

	private @Nullable HealthEndpointGroup counting(@Nullable HealthEndpointGroup group) {
		return (group != null && tellsReadiness(group)) ? new CountingGroup(group) : group;
	}

	/**
	 * The groups of the application, those that tell readiness counted.
	 */
	private final class CountingGroups implements HealthEndpointGroups {

		private final HealthEndpointGroups groups;

		private final HealthEndpointGroup primary;

		CountingGroups(HealthEndpointGroups groups) {
			this.groups = groups;
			HealthEndpointGroup primary = groups.getPrimary();
			this.primary = tellsReadiness(primary) ? new CountingGroup(primary) : primary;
		}

		@Override
		public HealthEndpointGroup getPrimary() {
			return this.primary;
		}

		@Override
		public Set<String> getNames() {
			return this.groups.getNames();
		}

		@Override
		public @Nullable HealthEndpointGroup get(String name) {
			return counting(this.groups.get(name));
		}

		@Override
		public @Nullable HealthEndpointGroup get(AdditionalHealthEndpointPath path) {
			return counting(this.groups.get(path));
		}

		@Override
		public Set<HealthEndpointGroup> getAllWithAdditionalPath(WebServerNamespace namespace) {
			// Asked for once, to map the paths; requests come by the path.
			return this.groups.getAllWithAdditionalPath(namespace);
		}

	}

	/**
	 * A group whose answers are counted when their HTTP status is chosen.
	 */
	private final class CountingGroup implements HealthEndpointGroup {

		private final HealthEndpointGroup group;

		CountingGroup(HealthEndpointGroup group) {
			this.group = group;
		}

		@Override
		public boolean isMember(String name) {
			return this.group.isMember(name);
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.group.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.group.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.group.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			HttpCodeStatusMapper mapper = this.group.getHttpCodeStatusMapper();
			return (status) -> {
				int code = mapper.getStatusCode(status);
				ReadinessPollCounter.this.polls.answered(code);
				return code;
			};
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return this.group.getAdditionalPath();
		}

	}

}
