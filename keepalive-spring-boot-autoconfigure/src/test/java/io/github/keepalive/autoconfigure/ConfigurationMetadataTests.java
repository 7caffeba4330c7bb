package io.github.keepalive.autoconfigure;

import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every property is documented for the IDE.
 *
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

}
