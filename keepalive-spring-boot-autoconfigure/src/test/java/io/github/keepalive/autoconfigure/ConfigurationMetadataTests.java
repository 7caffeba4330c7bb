package io.github.keepalive.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import io.github.keepalive.policy.ProxyCatalogue;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ProxyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every property is documented for the IDE.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyHasADescription() throws Exception {
		List<Map<String, Object>> properties = JsonPath.read(
				new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream(),
				"$.properties[*]");
		assertThat(properties).isNotEmpty()
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.isNotBlank()
				.doesNotStartWithIgnoringCase("the ")
				.doesNotStartWithIgnoringCase("a "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.proxy.type", "keepalive.server.proxy.type" })
	void hintsListWhatTheCatalogueKnowsAsProxy(String key) throws Exception {
		List<String> expected = ids((type) -> type.layer() != ProxyType.Layer.ORIGIN);
		expected.add(0, ProxySettings.NONE);
		assertThat(hints(key)).containsExactlyElementsOf(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepalive.proxy.also", "keepalive.server.proxy.also" })
	void hintsListWhatTheCatalogueKnowsAsFlow(String key) throws Exception {
		assertThat(hints(key)).containsExactlyElementsOf(ids((type) -> type.layer() == ProxyType.Layer.FLOW));
	}

	private static List<String> ids(Predicate<ProxyType> filter) {
		return ProxyCatalogue.load()
			.types()
			.stream()
			.filter(filter)
			.map(ProxyType::id)
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private static List<String> hints(String key) throws Exception {
		return JsonPath.read(new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream(),
				"$.hints[?(@.name == '" + key + "')].values[*].value");
	}

}
