package io.github.keepalive.docs;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.jayway.jsonpath.JsonPath;
import io.github.keepalive.actuate.KeepAliveDescriptor;
import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.autoconfigure.KeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveEndpointAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveProperties;
import io.github.keepalive.autoconfigure.RetryKeepAliveAutoConfiguration;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.PoolView;
import io.github.keepalive.connection.Route;
import io.github.keepalive.metrics.KeepAliveMeters;
import io.github.keepalive.policy.ClientKeepAlive;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README says what the code does.
 */
class ReadmeTests {

	private static final Page readme = Page.of("README.md");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KeepAliveAutoConfiguration.class,
				KeepAliveEndpointAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class));

	@Test
	void propertyTableIsTheMetadata() throws IOException {
		assertThat(properties(readme.table("Properties"))).isEqualTo(properties(metadata()));
	}

	private static List<List<String>> metadata() throws IOException {
		List<Map<String, Object>> properties = JsonPath.read(
				new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream(),
				"$.properties[*]");
		return properties.stream()
			.filter((property) -> property.get("name").toString().startsWith("keepalive."))
			.map((property) -> List.of("`" + property.get("name") + "`", type(property.get("type").toString()),
					defaultValue(property.get("defaultValue")), property.get("description").toString()))
			.toList();
	}

	private static String type(String name) {
		return name.replaceAll("[a-z]+\\.", "").replaceAll("\\w+[$]", "").replace(",", ", ");
	}

	private static String defaultValue(@Nullable Object value) {
		return (value != null) ? "`" + value.toString().replaceAll("[\\[\\]]", "") + "`" : "";
	}

	private static String properties(List<List<String>> rows) {
		// What is no constant stands in italics.
		return rows.stream()
			.map((row) -> String.join(" | ", row.get(0), row.get(1).replace("`", ""),
					row.get(2).replaceFirst("^\\*.+\\*$", ""),
					row.get(3).substring(0, 1).toLowerCase() + row.get(3).substring(1)))
			.sorted()
			.collect(Collectors.joining("\n"));
	}

	@Test
	void meterTableIsTheEnum() {
		assertThat(readme.table("Meters")).extracting((row) -> row.get(0) + row.get(2))
			.containsExactlyElementsOf(Stream.of(KeepAliveMeters.values())
				.map((meter) -> "`" + meter.meterName() + "`" + meter.unit())
				.toList());
	}

	static List<String> yaml() {
		return Stream.of(readme, Page.of("docs/scenarios.md")).flatMap((page) -> page.blocks("yaml").stream()).toList();
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void yamlBlockBindsAndPlans(String yaml) throws IOException {
		PropertySource<?> source = load(yaml);
		new Binder(ConfigurationPropertySources.from(source)).bind("keepalive", Bindable.of(KeepAliveProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		this.contextRunner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(KeepAlivePolicy.class).findings()).isEmpty();
			});
	}

	@Test
	void quickStartIsTheOneOfTheSample() throws IOException {
		Path settings = Page.root().resolve("sample-app/src/main/resources/application.yml");
		Map<String, String> quickStart = flat(yaml().get(0));
		Map<String, String> sample = flat(region(settings, "quick-start"));
		assertThat(sample.keySet()).isEqualTo(quickStart.keySet());
		// The sample cannot make anybody wait for a minute.
		quickStart.put("keepalive.proxy.idle", sample.get("keepalive.proxy.idle"));
		assertThat(sample).isEqualTo(quickStart);
	}

	@Test
	void testKitExampleIsATest() throws IOException {
		Path source = Page.root()
			.resolve(
					"keepalive-spring-boot-autoconfigure/src/test/java/io/github/keepalive/docs/OrderClientTests.java");
		assertThat(readme.blocks("java")).containsExactly(region(source, "test-kit").replace("\t", "  ") + "\n}");
	}

	private static String region(Path path, String name) throws IOException {
		return Files.readAllLines(path)
			.stream()
			.dropWhile((line) -> !line.contains("tag::" + name + "[]"))
			.skip(1)
			.takeWhile((line) -> !line.contains("end::" + name + "[]"))
			.collect(Collectors.joining("\n"));
	}

	private static Map<String, String> flat(String yaml) throws IOException {
		EnumerablePropertySource<?> source = (EnumerablePropertySource<?>) load(yaml);
		Map<String, String> values = new TreeMap<>();
		for (String name : source.getPropertyNames()) {
			values.put(name, String.valueOf(source.getProperty(name)));
		}
		return values;
	}

	private static PropertySource<?> load(String yaml) throws IOException {
		return new YamlPropertySourceLoader().load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.get(0);
	}

	@Test
	void publicTypesArePublic() throws ClassNotFoundException {
		String paragraph = readme.paragraph("Public API");
		Matcher names = Pattern.compile("`(?:([a-z]+)\\.)?([A-Z]\\w+)`").matcher(paragraph);
		String room = "";
		while (names.find()) {
			room = (names.group(1) != null) ? names.group(1) : room;
			Class<?> type = Class.forName("io.github.keepalive." + room + "." + names.group(2));
			assertThat(Modifier.isPublic(type.getModifiers())).as(type.getName()).isTrue();
		}
		assertThat(room).isEqualTo("actuate");
	}

	@Test
	void startLineIsThatOfTheQuickStart() {
		String line = readme.blocks("text").get(0);
		this.contextRunner.withPropertyValues("keepalive.proxy.idle=60s").run((context) -> {
			KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
			Derived client = policy.client().idleTimeout();
			Derived server = policy.server().idleTimeoutFor(Duration.ofSeconds(60), "Tomcat");
			assertThat(line).contains("client idle " + client + " (" + client.reason() + ")")
				.contains("tomcat idle " + server + " (" + server.reason() + ")");
		});
	}

	static List<List<String>> derived() {
		return readme.table("What is derived");
	}

	@ParameterizedTest
	@MethodSource("derived")
	void derivedValuesAreThoseOfThePlanner(List<String> row) {
		String property = row.get(0).startsWith("`") ? row.get(0).replace("`", "") : "keepalive.enabled=true";
		this.contextRunner.withPropertyValues(property).run((context) -> {
			KeepAlivePolicy policy = context.getBean(KeepAlivePolicy.class);
			assertThat(row.subList(1, 5)).containsExactly(policy.client().idleTimeout().toString(),
					server(policy, Duration.ofSeconds(60)), server(policy, Duration.ofSeconds(30)),
					server(policy, null));
		});
	}

	private static String server(KeepAlivePolicy policy, @Nullable Duration own) {
		Derived idle = policy.server().idleTimeoutFor(own, "server");
		if (idle == null) {
			return "no limit, its own";
		}
		return (idle.origin() == Origin.LIBRARY) ? idle + ", its own" : idle.toString();
	}

	@Test
	void reportIsThatOfTheEndpoint() {
		Map<String, Object> shown = JsonPath.read(readme.blocks("json").get(0), "$");
		this.contextRunner
			.withPropertyValues("keepalive.proxy.idle=60s", "management.endpoints.web.exposure.include=keepalive")
			.run((context) -> {
				PoolView used = new UsedPool();
				context.getBean(PoolRegistry.class).register(used);
				Map<String, Object> real = json(context.getBean(KeepAliveEndpoint.class).report());
				assertThat(shown).containsEntry("proxy", real.get("proxy")).containsEntry("client", real.get("client"));
				assertThat(used.snapshot()).hasSize(1);
			});
		assertThat(shown.keySet()).isSubsetOf(components(KeepAliveDescriptor.class));
		assertThat(names(shown, "$.server")).isSubsetOf(components(KeepAliveDescriptor.Server.class));
		assertThat(names(shown, "$.server.idle")).isSubsetOf(components(KeepAliveDescriptor.Value.class));
		assertThat(names(shown, "$.pools[0]")).isSubsetOf(components(KeepAliveDescriptor.Pool.class));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> json(Object value) {
		JsonMapper mapper = JsonMapper.builder()
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build();
		return mapper.readValue(mapper.writeValueAsString(value), Map.class);
	}

	private static Iterable<String> names(Map<String, Object> json, String path) {
		Map<String, Object> object = JsonPath.read(json, path);
		return object.keySet();
	}

	private static List<String> components(Class<?> type) {
		return List.of(type.getRecordComponents()).stream().map((component) -> component.getName()).toList();
	}

	private static final class UsedPool implements PoolView {

		@Override
		public String client() {
			return "used";
		}

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public Derived idleTimeout(ClientKeepAlive plan) {
			return plan.idleTimeout();
		}

		@Override
		public List<PoolSnapshot> snapshot() {
			return List.of(new PoolSnapshot(client(), transport(), new Route("shop.example", 443), 0, 1, 0, 500, null));
		}

	}

}
