package io.github.keepalive.client.inventory;

import io.github.keepalive.policy.Finding;
import org.junit.jupiter.api.Test;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientInventory}.
 */
class ClientInventoryTests {

	private final ClientInventory inventory = new ClientInventory();

	@Test
	void namesEachLibrary() {
		this.inventory.imperative("a", ClientHttpRequestFactoryBuilder.httpComponents());
		this.inventory.imperative("b", ClientHttpRequestFactoryBuilder.jdk());
		this.inventory.reactive("c", ClientHttpConnectorBuilder.reactor());
		assertThat(this.inventory.describe())
			.isEqualTo("RestClient on HttpClient 5 and JDK HttpClient, WebClient on Reactor Netty");
		assertThat(this.inventory.uses(ClientInventory.JDK)).isTrue();
		assertThat(this.inventory.findings()).isEmpty();
	}

	@Test
	void urlConnectionIsAFinding() {
		this.inventory.imperative("a", ClientHttpRequestFactoryBuilder.simple());
		assertThat(this.inventory.findings()).extracting(Finding::id).containsExactly("KA030");
	}

	@Test
	void unknownBuilderIsAFinding() {
		this.inventory.reactive("a", new Object());
		assertThat(this.inventory.findings()).extracting(Finding::id).containsExactly("KA031");
		assertThat(this.inventory.describe()).isEqualTo("RestClient not in use, WebClient on a transport of its own");
	}

}
