package io.github.keepalive.connection;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PoolRegistry} and {@link ServerRegistry}.
 */
class PoolRegistryTests {

	private final PoolRegistry registry = new PoolRegistry();

	@Test
	void keepsViewsInOrder() {
		PoolView first = new View("first");
		PoolView second = new View("second");
		this.registry.register(first);
		this.registry.register(second);
		assertThat(this.registry.views()).containsExactly(first, second);
	}

	@Test
	void forgetsViewsOfClientsThatNobodyUses() {
		PoolView used = new View("used");
		this.registry.register(new View("forgotten"));
		this.registry.register(used);
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			System.gc();
			assertThat(this.registry.views()).containsExactly(used);
		});
		PoolView another = new View("another");
		this.registry.register(another);
		assertThat(this.registry.views()).containsExactly(used, another);
	}

	@Test
	void namesAreUnique() {
		assertThat(List.of(this.registry.nextName("a"), this.registry.nextName("a"), this.registry.nextName("b")))
			.containsExactly("a-1", "a-2", "b-3");
	}

	@Test
	void serversAreKeptInOrder() {
		ServerRegistry servers = new ServerRegistry();
		ServerView main = mock(ServerView.class);
		given(main.name()).willReturn("main");
		ServerView management = mock(ServerView.class);
		given(management.name()).willReturn("management");
		servers.register(main);
		servers.register(management);
		assertThat(servers.servers()).containsExactly(main, management);
		assertThatNullPointerException().isThrownBy(() -> servers.register(nothing()));
		assertThatNullPointerException().isThrownBy(() -> this.registry.register(nothing()));
	}

	private static <T> @Nullable T nothing() {
		return null;
	}

	private record View(String client) implements PoolView {

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public List<PoolSnapshot> snapshot() {
			return List.of();
		}

	}

}
