package io.github.keepalive.docs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.keepalive.autoconfigure.KeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveProperties;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxyType;
import io.github.keepalive.policy.Severity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/deployment.md} shows the files next to it, and that what these
 * say about an application fits what they say to the proxy in front of it.
 */
class DeploymentPageTests {

	private static final String PAGE = "docs/deployment.md";

	private static final String WINDOWS = "windows";

	private static final List<String> TYPES = List.of("aws-alb", "nginx", "ingress-nginx", "haproxy", "envoy", "istio",
			"gcp-alb-global", "gcp-alb-regional");

	private static final Duration TOMCAT = Duration.ofSeconds(60);

	private static final Duration JETTY = Duration.ofSeconds(30);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class));

	static Stream<DeploymentFile> files() {
		return DeploymentFile.all();
	}

	static Stream<DeploymentFile> applicationFiles() {
		return files().filter(DeploymentFile::application);
	}

	static Stream<DeploymentFile> yamlFiles() {
		return files().filter(DeploymentFile::yaml);
	}

	@ParameterizedTest
	@MethodSource("files")
	void pageShowsTheFile(DeploymentFile file) {
		GeneratedPage.of(PAGE).assertSection(file.name(), file.block());
	}

	@Test
	void pageShowsNothingElse() {
		Set<String> shown = Page.of(PAGE)
			.lines()
			.stream()
			.filter((line) -> line.startsWith("<!-- begin generated: "))
			.map((line) -> line.replaceAll("<!-- begin generated: | -->", ""))
			.collect(Collectors.toSet());
		assertThat(shown).containsExactlyInAnyOrderElementsOf(
				Stream.concat(Stream.of(WINDOWS), files().map(DeploymentFile::name)).toList());
	}

	@Test
	void windowsAreThoseOfCatalogueAndPlanner() {
		List<String> table = new ArrayList<>(
				List.of("| `keepalive.proxy.type` | front | client idle | back | Tomcat idle | Jetty idle |",
						"|---|---|---|---|---|---|"));
		for (String id : TYPES) {
			this.contextRunner.withPropertyValues("keepalive.proxy.type=" + id)
				.run((context) -> table.add(row(id, context.getBean(KeepAlivePolicy.class))));
		}
		GeneratedPage.of(PAGE).assertSection(WINDOWS, table);
	}

	private static String row(String id, KeepAlivePolicy policy) {
		ProxyType type = Objects.requireNonNull(ProxyCatalogue.load().find(id));
		return "| " + String.join(" | ", "`" + id + "`", window(type.front()), policy.client().idleTimeout().toString(),
				window(type.back()), server(policy, TOMCAT), server(policy, JETTY)) + " |";
	}

	private static String window(ProxyType.Window window) {
		return (window.idle() != null) ? window.idle().toSeconds() + "s" : "no limit of its own";
	}

	private static String server(KeepAlivePolicy policy, Duration own) {
		return Objects.requireNonNull(policy.server().idleTimeoutFor(own, "server")).toString();
	}

	@ParameterizedTest
	@MethodSource("yamlFiles")
	void yamlParses(DeploymentFile file) {
		Iterable<Object> documents = new Yaml().loadAll(file.text());
		assertThat(documents).isNotEmpty().allSatisfy((document) -> assertThat(document).isInstanceOf(Map.class));
		assertThat(documents(file)).filteredOn((document) -> document.containsKey("apiVersion"))
			.allSatisfy((document) -> assertThat(document).containsKeys("kind", "metadata", "spec"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> documents(DeploymentFile file) {
		List<Map<String, Object>> documents = new ArrayList<>();
		new Yaml().loadAll(file.text()).forEach((document) -> documents.add((Map<String, Object>) document));
		return documents;
	}

	@ParameterizedTest
	@MethodSource("applicationFiles")
	void applicationIsInOrder(DeploymentFile file) {
		run(file, (policy) -> {
			assertThat(policy.findings()).noneMatch((finding) -> finding.severity() != Severity.INFO);
			assertThat(policy.client().idleTimeout().value()).isLessThan(front(policy));
			assertThat(Stream.of(TOMCAT, JETTY, (Duration) null).map((own) -> idle(policy, own)))
				.allSatisfy((idle) -> assertThat(idle).isGreaterThan(back(policy)));
		});
	}

	private static Duration front(KeepAlivePolicy policy) {
		return Objects.requireNonNull(policy.proxy().front()).value();
	}

	private static Duration back(KeepAlivePolicy policy) {
		return Objects.requireNonNull(policy.serverProxy().back()).value();
	}

	private static Duration idle(KeepAlivePolicy policy, @Nullable Duration own) {
		Derived idle = policy.server().idleTimeoutFor(own, "server");
		return Objects.requireNonNull(idle).value();
	}

	@ParameterizedTest
	@MethodSource("applicationFiles")
	void everyPropertyExists(DeploymentFile file) throws IOException {
		new Binder(ConfigurationPropertySources.from(file.properties())).bind("keepalive",
				Bindable.of(KeepAliveProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		assertThat(file.properties().getPropertyNames()).isNotEmpty().isSubsetOf(metadata());
	}

	private static Set<String> metadata() throws IOException {
		Set<String> names = new TreeSet<>();
		for (Resource resource : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
			List<String> found = JsonPath.read(resource.getInputStream(), "$.properties[*].name");
			names.addAll(found);
		}
		return names;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			alb     | alb.sh      | front | idle_timeout.timeout_seconds,Value=(\\d+)
			alb     | alb.sh      | back  | idle_timeout.timeout_seconds,Value=(\\d+)
			nginx   | nginx.conf  | front | keepalive_timeout (\\d+)s; .*front
			nginx   | nginx.conf  | back  | keepalive_timeout (\\d+)s; .*back
			haproxy | haproxy.cfg | front | timeout http-keep-alive (\\d+)s
			envoy   | envoy.yaml  | front | idle_timeout: (\\d+)s.*front
			envoy   | envoy.yaml  | back  | idle_timeout: (\\d+)s.*back
			istio   | istio.yaml  | back  | idleTimeout: (\\d+)s.*back
			gcp     | gcp.sh      | front | http-keep-alive-timeout-sec=(\\d+)
			""")
	void applicationAndProxyAreToldTheSame(String application, String file, String side, Pattern pattern) {
		Duration told = Duration.ofSeconds(DeploymentFile.of(file).number(pattern));
		run(DeploymentFile.of("application-" + application + ".yml"),
				(policy) -> assertThat(side.equals("front") ? front(policy) : back(policy)).isEqualTo(told));
	}

	private void run(DeploymentFile application, Consumer<KeepAlivePolicy> assertion) {
		this.contextRunner
			.withInitializer(
					(context) -> context.getEnvironment().getPropertySources().addFirst(application.properties()))
			.run((context) -> assertion.accept(context.getBean(KeepAlivePolicy.class)));
	}

}
