package io.github.keepalive.policy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProxyCatalogue}.
 */
class ProxyCatalogueTests {

	private final ProxyCatalogue catalogue = ProxyCatalogue.load();

	@ParameterizedTest
	@ValueSource(strings = { "aws-alb", "AWS_ALB", "awsAlb", "Aws.Alb" })
	void findsIdsAsBootFindsEnumConstants(String id) {
		ProxyType type = this.catalogue.find(id);
		assertThat(type).isNotNull();
		assertThat(type.id()).isEqualTo("aws-alb");
		assertThat(type.front().idle()).isEqualTo(Duration.ofSeconds(60));
		assertThat(type.layer()).isEqualTo(ProxyType.Layer.PROXY);
	}

	@Test
	void unknownIdIsNotFound() {
		assertThat(this.catalogue.find("squirrel")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "aws-abl,aws-alb", "ngnix,nginx", "alb,aws-alb", "envoi,envoy", "haproxi,haproxy" })
	void nearestIdComesFirst(String typo, String expected) {
		assertThat(this.catalogue.nearest(typo)).hasSize(3).startsWith(expected);
	}

	@Test
	void everyEntryIsComplete() {
		assertThat(this.catalogue.types()).hasSizeGreaterThan(40);
		this.catalogue.types().forEach((type) -> {
			assertThat(type.id()).matches("[a-z0-9-]+");
			assertThat(type.name()).isNotBlank();
			assertThat(type.setting()).isNotBlank();
			assertThat(type.source()).containsPattern("^(https?|file):");
			assertComplete(type.front());
			assertComplete(type.back());
			assertThat(this.catalogue.find(type.id())).isSameAs(type);
		});
	}

	private static void assertComplete(ProxyType.Window window) {
		assertThat((window.idle() == null) != (window.absence() == null)).isTrue();
		if (window.idle() != null) {
			assertThat(window.idle()).isPositive();
		}
	}

}
