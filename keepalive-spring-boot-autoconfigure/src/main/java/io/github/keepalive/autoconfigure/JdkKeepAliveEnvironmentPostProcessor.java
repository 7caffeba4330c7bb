package io.github.keepalive.autoconfigure;

import java.util.Locale;

import io.github.keepalive.client.jdk.JdkKeepAliveProperty;
import io.github.keepalive.policy.KeepAliveConflictException;
import io.github.keepalive.policy.KeepAliveInputs;
import io.github.keepalive.policy.KeepAlivePlanner;
import io.github.keepalive.policy.ProxyCatalogue;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Asks the JDK's HttpClient for the planned idle time before any instance of it exists:
 * it reads its only lever, a system property, once in the life of the JVM. Does nothing
 * where another library carries the requests.
 */
final class JdkKeepAliveEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/**
	 * After the configuration files are read.
	 */
	static final int ORDER = ConfigDataEnvironmentPostProcessor.ORDER + 100;

	private static final String[] BETTER_IMPERATIVE = { "org.apache.hc.client5.http.impl.classic.HttpClients",
			"org.eclipse.jetty.client.HttpClient", "reactor.netty.http.client.HttpClient" };

	private static final String[] BETTER_REACTIVE = { "reactor.netty.http.client.HttpClient",
			"org.eclipse.jetty.reactive.client.ReactiveRequest",
			"org.apache.hc.core5.reactive.ReactiveResponseConsumer" };

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.getProperty("keepalive.enabled", Boolean.class, true)
				|| !environment.getProperty("keepalive.client.enabled", Boolean.class, true)
				|| !jdkIsSelected(environment, application.getClassLoader())) {
			return;
		}
		try {
			KeepAliveProperties properties = Binder.get(environment)
				.bindOrCreate("keepalive", Bindable.of(KeepAliveProperties.class));
			KeepAliveInputs inputs = new KeepAlivePropertiesMapper(properties, new ServiceGroups(environment)::hosts)
				.inputs();
			// One value for the whole JVM: only the shortest is safe for every host.
			JdkKeepAliveProperty.request(new KeepAlivePlanner(ProxyCatalogue.load()).plan(inputs).shortest());
		}
		catch (BindException | KeepAliveConflictException ex) {
			// The context fails on the same values in a moment, with a message for
			// people.
			return;
		}
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	private static boolean jdkIsSelected(ConfigurableEnvironment environment, ClassLoader classLoader) {
		return selected(environment, "spring.http.clients.imperative.factory", classLoader,
				"org.springframework.http.client.JdkClientHttpRequestFactory", BETTER_IMPERATIVE)
				|| selected(environment, "spring.http.clients.reactive.connector", classLoader,
						"org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder", BETTER_REACTIVE);
	}

	private static boolean selected(ConfigurableEnvironment environment, String key, ClassLoader classLoader,
			String needed, String[] better) {
		if (!ClassUtils.isPresent(needed, classLoader)) {
			return false;
		}
		String chosen = Binder.get(environment).bind(key, String.class).orElse(null);
		if (chosen != null) {
			return chosen.toLowerCase(Locale.ROOT).equals("jdk");
		}
		for (String type : better) {
			if (ClassUtils.isPresent(type, classLoader)) {
				return false;
			}
		}
		return true;
	}

}
