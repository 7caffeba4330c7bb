package io.github.keepalive.client.inventory;

import java.util.Set;

import io.github.keepalive.connection.ClientCensus.Governed;

import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * Looks at the request factory of a RestTemplate, below whatever Spring wraps round it.
 */
final class TemplateTransport {

	private static final String SPRING = "org.springframework.http.client.";

	private static final Set<String> LIBRARIES = Set.of(SPRING + "HttpComponentsClientHttpRequestFactory",
			SPRING + "JettyClientHttpRequestFactory", SPRING + "ReactorClientHttpRequestFactory",
			SPRING + "JdkClientHttpRequestFactory", SPRING + "SimpleClientHttpRequestFactory");

	private final BuiltTransports built;

	TemplateTransport(BuiltTransports built) {
		this.built = built;
	}

	Governed governed(RestTemplate template) {
		ClientHttpRequestFactory factory = template.getRequestFactory();
		while (!this.built.contains(factory) && factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) {
			factory = wrapper.getDelegate();
		}
		if (this.built.contains(factory)) {
			return Governed.YES;
		}
		// A factory of the user's own may hold one of ours; these send by themselves.
		return LIBRARIES.contains(factory.getClass().getName()) ? Governed.NO : Governed.UNKNOWN;
	}

}
