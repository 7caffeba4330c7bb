package io.github.keepalive.docs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.keepalive.actuate.ProbeDescriptor;
import io.github.keepalive.autoconfigure.KeepAliveProperties;
import io.github.keepalive.probe.ProbeResult;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/probe.md} says what the code does.
 */
class ProbePageTests {

	private static final Page page = Page.of("docs/probe.md");

	@Test
	void settingsBind() throws Exception {
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("yaml", new ByteArrayResource(page.blocks("yaml").get(0).getBytes(StandardCharsets.UTF_8)))
			.get(0);
		KeepAliveProperties properties = new Binder(ConfigurationPropertySources.from(source))
			.bind("keepalive", Bindable.of(KeepAliveProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
		assertThat(properties.upstreams().get("payments").probe()).isNotNull();
	}

	@Test
	void everySettingHasARow() {
		assertThat(page.table("Switching it on")).extracting((row) -> row.get(0).replace("`", ""))
			.containsExactlyInAnyOrderElementsOf(
					components(KeepAliveProperties.Probe.class).map(ProbePageTests::dashed).toList());
	}

	@Test
	void fieldsOfTheExampleExist() {
		Map<String, Object> shown = JsonPath.read(page.blocks("json").get(0), "$");
		assertThat(shown.keySet()).isSubsetOf(components(ProbeDescriptor.class).toList());
	}

	@Test
	void everyResultHasARow() {
		List<String> kinds = Arrays.stream(ProbeResult.Kind.values()).map(Enum::name).toList();
		assertThat(page.table("What the answer means")).extracting((row) -> row.get(0).replace("`", ""))
			.containsExactlyElementsOf(kinds);
	}

	private static Stream<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map((component) -> component.getName());
	}

	private static String dashed(String name) {
		return StringUtils.uncapitalize(name).replaceAll("([A-Z])", "-$1").toLowerCase();
	}

}
