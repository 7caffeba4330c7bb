package io.github.keepalive.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.keepalive.actuate.KeepAliveDescriptor;
import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.actuate.ServerDrain;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.ReadinessPolls;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.keepalive.server.drain.DrainListener;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServerDrainKeepAliveAutoConfiguration}.
 */
@Timeout(120)
class ServerDrainTests {

	private static final String ON = "keepalive.server.drain.enabled=true";

	private static final String PLATFORM = "spring.main.cloud-platform=kubernetes";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				AvailabilityHealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class, KeepAliveAutoConfiguration.class,
				KeepAliveEndpointAutoConfiguration.class, TomcatServerKeepAliveAutoConfiguration.class,
				ServerDrainKeepAliveAutoConfiguration.class))
		.withPropertyValues("server.port=0", "keepalive.proxy.idle=60s", "management.endpoints.web.exposure.include=*");

	@Test
	void offByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(DrainListener.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { ON, PLATFORM })
	void onWhereAskedForOrOnAPlatform(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasSingleBean(DrainListener.class);
			assertThat(context.getBean(ServerRegistry.class).drains().servers()).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.server.drain.enabled=false", "keepalive.server.enabled=false",
			"keepalive.enabled=false", "spring.main.cloud-platform=none" })
	void offWhereSaidSo(String property) {
		this.contextRunner.withPropertyValues(PLATFORM, property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DrainListener.class));
	}

	@Test
	void offUnderDevTools() throws Exception {
		// DevTools itself would change what all the tests of this module see.
		Class<? extends URLClassLoader> type = new ByteBuddy().subclass(URLClassLoader.class)
			.name("org.springframework.boot.devtools.restart.classloader.RestartClassLoader")
			.make()
			.load(getClass().getClassLoader())
			.getLoaded();
		try (URLClassLoader loader = type.getConstructor(URL[].class, ClassLoader.class)
			.newInstance(new URL[0], getClass().getClassLoader())) {
			this.contextRunner.withClassLoader(loader)
				.withPropertyValues(ON)
				.run((context) -> assertThat(context).doesNotHaveBean(DrainListener.class));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "400ms", "61m" })
	void refusesPeriodsThatMakeNoSense(String period) {
		this.contextRunner.withPropertyValues("keepalive.server.drain.period=" + period)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("keepalive.server.drain.period"));
	}

	@Test
	void plainApplicationBehindAProxyIsToldOnce() {
		this.contextRunner.run((context) -> assertThat(findings(context.getBean(Findings.class))).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("KA073");
				assertThat(finding.severity()).isEqualTo(Severity.INFO);
				assertThat(finding.properties()).containsExactly("keepalive.server.drain.enabled");
			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.server.drain.enabled=false", "keepalive.proxy.idle=", ON })
	void nothingIsSaidWhereItIsDecidedOrNoProxyIsKnown(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(findings(context.getBean(Findings.class))).isEmpty());
	}

	@Test
	void hiddenReadinessIsFound() {
		this.contextRunner.withPropertyValues(ON, "management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(findings(context.getBean(Findings.class))).extracting(Finding::id)
				.containsExactly("KA071"));
	}

	@Test
	void healthThatIsNotExposedIsFound() {
		this.contextRunner.withPropertyValues(ON, "management.endpoints.web.exposure.include=info")
			.run((context) -> assertThat(findings(context.getBean(Findings.class))).extracting(Finding::id)
				.containsExactly("KA071"));
	}

	@Test
	void answersOfTheReadinessGroupAreCounted() {
		this.contextRunner.withPropertyValues(ON).run((context) -> {
			HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
			assertThat(groups.get("readiness").showDetails(mock(SecurityContext.class))).isFalse();
			groups.get("readiness").getHttpCodeStatusMapper().getStatusCode(Status.UP);
			groups.get("readiness").getHttpCodeStatusMapper().getStatusCode(Status.OUT_OF_SERVICE);
			groups.get("liveness").getHttpCodeStatusMapper().getStatusCode(Status.DOWN);
			ReadinessPolls polls = context.getBean(ReadinessPolls.class);
			assertThat(polls.answered()).isEqualTo(2);
			assertThat(polls.refused()).isEqualTo(1);
		});
	}

	@Test
	void readinessNobodyAsksForIsNotedAfterAWhile() {
		AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
		ReadinessPolls polls = new ReadinessPolls();
		ReadinessWatch watch = new ReadinessWatch(polls, now::get);
		assertThat(watch.polled()).isTrue();
		now.set(Instant.EPOCH.plus(Duration.ofMinutes(6)));
		assertThat(watch.polled()).isFalse();
		polls.answered(200);
		assertThat(watch.polled()).isTrue();
	}

	@Test
	void reportTellsTheDrain() {
		this.contextRunner.withPropertyValues(ON, "keepalive.server.drain.period=15s").run((context) -> {
			KeepAliveDescriptor report = context.getBean(KeepAliveEndpoint.class).report();
			assertThat(report.servers()).singleElement()
				.extracting(KeepAliveDescriptor.Server::drain)
				.isEqualTo(new ServerDrain("PT15S", "ready", 0, 0));
		});
		this.contextRunner
			.run((context) -> assertThat(context.getBean(KeepAliveEndpoint.class).report().server().drain()).isNull());
	}

	private static List<Finding> findings(Findings findings) {
		return findings.collect().stream().filter((finding) -> finding.id().startsWith("KA07")).toList();
	}

}
