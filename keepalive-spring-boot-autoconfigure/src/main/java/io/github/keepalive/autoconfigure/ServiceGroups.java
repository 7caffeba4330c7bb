package io.github.keepalive.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Looks up which host the HTTP service group of a name calls, so that an upstream can be
 * named after it.
 */
final class ServiceGroups {

	private final Environment environment;

	ServiceGroups(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Returns the host of a group's base URL.
	 * @param group the name of the group
	 * @return the host with its port, or nothing if there is no such group or its base
	 * URL is not a property
	 */
	List<String> hosts(String group) {
		String key = "spring.http.serviceclient." + group.toLowerCase(Locale.ROOT) + ".base-url";
		if (!ConfigurationPropertyName.isValid(key)) {
			return List.of();
		}
		return Binder.get(this.environment).bind(key, URI.class).map(ServiceGroups::hosts).orElse(List.of());
	}

	private static List<String> hosts(URI baseUrl) {
		String host = baseUrl.getHost();
		if (host == null) {
			return List.of();
		}
		int port = (baseUrl.getPort() >= 0) ? baseUrl.getPort() : "https".equals(baseUrl.getScheme()) ? 443 : 80;
		return List.of(host + ":" + port);
	}

}
