package io.github.keepalive.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.policy.ClientSettings;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.ProxySettings;
import io.github.keepalive.policy.ServerSettings;
import io.github.keepalive.policy.UpstreamSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Maps {@link KeepAliveProperties} to what the planner and the repeat rules take.
 */
final class KeepAlivePropertiesMapper {

	private static final String METHODS = "keepalive.client.retry.methods";

	private static final String BUDGET = "keepalive.client.retry.budget.";

	private final KeepAliveProperties properties;

	private final Function<String, List<String>> groupHosts;

	KeepAlivePropertiesMapper(KeepAliveProperties properties) {
		this(properties, (group) -> List.of());
	}

	KeepAlivePropertiesMapper(KeepAliveProperties properties, Function<String, List<String>> groupHosts) {
		this.properties = properties;
		this.groupHosts = groupHosts;
	}

	KeepAliveInputs inputs() {
		KeepAliveProperties.Proxy serverProxy = this.properties.server().proxy();
		return new KeepAliveInputs(proxy("keepalive.proxy", this.properties.proxy()), client(),
				(serverProxy != null) ? proxy("keepalive.server.proxy", serverProxy) : null, server(), upstreams());
	}

	private List<UpstreamSettings> upstreams() {
		return this.properties.upstreams()
			.entrySet()
			.stream()
			.map((entry) -> upstream(entry.getKey(), entry.getValue()))
			.toList();
	}

	private UpstreamSettings upstream(String name, KeepAliveProperties.Upstream upstream) {
		String key = "keepalive.upstreams." + name;
		List<String> hosts = upstream.hosts().isEmpty() ? this.groupHosts.apply(name) : upstream.hosts();
		KeepAliveProperties.UpstreamClient client = upstream.client();
		boolean hint = (client.hint() != null) ? client.hint() : this.properties.client().hint();
		return new UpstreamSettings(name, key, hosts,
				(upstream.proxy() != null) ? proxy(key + ".proxy", upstream.proxy()) : null,
				new ClientSettings(key + ".client", client.idle(), client.margin(), client.maxLifetime(), null,
						client.maxConnectionsPerRoute(), null, hint, client.learn()));
	}

	RepeatRules rules() {
		KeepAliveProperties.Retry retry = this.properties.client().retry();
		List<String> methods = retry.methods().stream().map((method) -> method.toUpperCase(Locale.ROOT)).toList();
		for (String method : methods) {
			// Narrowing is all that makes sense: no setting can make a method idempotent.
			if (!RepeatRules.IDEMPOTENT_METHODS.contains(method)) {
				throw new InvalidConfigurationPropertyValueException(METHODS, method,
						"Only " + String.join(", ", RepeatRules.IDEMPOTENT_METHODS)
								+ " can be repeated on account of their method, and " + method
								+ " is none of them. Remove it here; to have"
								+ " single requests repeated, send one of the headers in"
								+ " 'keepalive.client.retry.idempotency-key-headers' with them, or mark them with"
								+ " the request attribute KeepAliveAttributes.IDEMPOTENT or with @Idempotent");
			}
		}
		return new RepeatRules(retry.enabled(), methods);
	}

	KeepAliveProperties.Budget budget() {
		KeepAliveProperties.Budget budget = this.properties.client().retry().budget();
		if (!(budget.perRequest() >= 0 && budget.perRequest() <= 1)) {
			throw new InvalidConfigurationPropertyValueException(BUDGET + "per-request", budget.perRequest(),
					"It is the share of requests that may be repeated: a number between 0 and 1");
		}
		if (budget.perSecond() < 0) {
			throw new InvalidConfigurationPropertyValueException(BUDGET + "per-second", budget.perSecond(),
					"It must not be negative");
		}
		if (budget.burst() < 1) {
			throw new InvalidConfigurationPropertyValueException(BUDGET + "burst", budget.burst(),
					"It must be at least 1; to switch repeats off set 'keepalive.client.retry.enabled' to false");
		}
		return budget;
	}

	private static ProxySettings proxy(String key, KeepAliveProperties.Proxy proxy) {
		return new ProxySettings(key, proxy.type(), proxy.also(), proxy.idle(), proxy.frontIdle(), proxy.backIdle());
	}

	private ClientSettings client() {
		KeepAliveProperties.Client client = this.properties.client();
		return new ClientSettings("keepalive.client", client.idle(), client.margin(), client.maxLifetime(),
				client.maxConnections(), client.maxConnectionsPerRoute(), client.acquireTimeout(), client.hint(),
				client.learn());
	}

	private ServerSettings server() {
		KeepAliveProperties.Server server = this.properties.server();
		return new ServerSettings("keepalive.server", server.idle(), server.margin(), server.headerTimeout());
	}

}
