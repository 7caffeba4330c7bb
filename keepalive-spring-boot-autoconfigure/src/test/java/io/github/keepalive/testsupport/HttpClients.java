package io.github.keepalive.testsupport;

import io.github.keepalive.autoconfigure.ApacheClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.HttpServiceKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.JdkClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.JettyClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.KeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.ReactorClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RestClientKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.RetryKeepAliveAutoConfiguration;
import io.github.keepalive.autoconfigure.WebClientKeepAliveAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;

/**
 * The auto-configurations that an application with HTTP clients gets from Spring Boot and
 * from the starter.
 */
public final class HttpClients {

	/** All of them, in any order. */
	public static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
			ReactiveHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class,
			RestTemplateAutoConfiguration.class, WebClientAutoConfiguration.class,
			HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class,
			ReactiveHttpServiceClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
			ApacheClientKeepAliveAutoConfiguration.class, ReactorClientKeepAliveAutoConfiguration.class,
			JettyClientKeepAliveAutoConfiguration.class, JdkClientKeepAliveAutoConfiguration.class,
			RetryKeepAliveAutoConfiguration.class, RestClientKeepAliveAutoConfiguration.class,
			WebClientKeepAliveAutoConfiguration.class, HttpServiceKeepAliveAutoConfiguration.class);

	private HttpClients() {
	}

}
