package io.github.keepalive.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.keepalive.actuate.KeepAliveDescriptor;
import io.github.keepalive.actuate.KeepAliveEndpoint;
import io.github.keepalive.connection.ClientCensus;
import io.github.keepalive.connection.ClientCensus.Client;
import io.github.keepalive.connection.ClientCensus.Governed;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that clients which bypass the starter are named, and no others.
 */
class ClientCensusTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
				WebClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
				HttpServiceClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
				KeepAliveEndpointAutoConfiguration.class, ApacheClientKeepAliveAutoConfiguration.class,
				ReactorClientKeepAliveAutoConfiguration.class, JettyClientKeepAliveAutoConfiguration.class,
				JdkClientKeepAliveAutoConfiguration.class, RetryKeepAliveAutoConfiguration.class,
				RestClientKeepAliveAutoConfiguration.class, WebClientKeepAliveAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s", "spring.reactor.netty.shutdown-quiet-period=0s",
				"spring.http.serviceclient.echo.base-url=http://localhost:1",
				"management.endpoints.web.exposure.include=keepalive");

	@Test
	void plainApplicationHasNoFinding() {
		this.contextRunner.run((context) -> {
			assertThat(clients(context)).isEmpty();
			assertThat(findings(context)).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http-components", "reactor", "jetty", "jdk" })
	void clientsFromInjectedBuildersAreNoFinding(String transport) {
		this.contextRunner.withUserConfiguration(Governing.class, Services.class)
			.withPropertyValues("spring.http.clients.imperative.factory=" + transport,
					"spring.http.clients.reactive.connector=" + transport)
			.run((context) -> {
				assertThat(findings(context)).extracting(Finding::id).doesNotContain("KA060");
				assertThat(governed(context)).containsOnly(Map.entry("restTemplate", Governed.YES),
						Map.entry("interceptedTemplate", Governed.YES), Map.entry("bufferingTemplate", Governed.YES),
						Map.entry("templateOnFactoryBean", Governed.YES), Map.entry("restClient", Governed.UNKNOWN),
						Map.entry("lookedUpClient", Governed.UNKNOWN),
						Map.entry("clientOnFactoryBean", Governed.UNKNOWN),
						Map.entry("clientOfTemplate", Governed.UNKNOWN), Map.entry("sharedClient", Governed.UNKNOWN),
						Map.entry("webClient", Governed.UNKNOWN), Map.entry("lookedUpWebClient", Governed.UNKNOWN),
						Map.entry("handMadeService", Governed.UNKNOWN),
						Map.entry("echo#" + Echo.class.getName(), Governed.YES));
			});
	}

	@Test
	void clientsOfABuilderWithItsOwnTypeAreNoFinding() {
		this.contextRunner.withUserConfiguration(Governing.class, OwnTypedBuilder.class).run((context) -> {
			assertThat(context).hasSingleBean(HttpComponentsClientHttpRequestFactoryBuilder.class);
			assertThat(governed(context)).containsEntry("restTemplate", Governed.YES).doesNotContainValue(Governed.NO);
		});
	}

	@Test
	void clientsAreKnownWithoutResilience4j() {
		this.contextRunner.withUserConfiguration(Governing.class)
			.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.run((context) -> assertThat(governed(context)).containsEntry("restTemplate", Governed.YES)
				.doesNotContainValue(Governed.NO));
	}

	@Test
	void clientsThatNobodyConfiguredAreNamed() {
		this.contextRunner.withUserConfiguration(Bypassing.class).run((context) -> {
			assertThat(governed(context)).allSatisfy((name, governed) -> assertThat(governed).isEqualTo(Governed.NO))
				.hasSize(6);
			assertThat(findings(context)).hasSize(4)
				.allSatisfy((finding) -> assertThat(finding.id()).isEqualTo("KA060"))
				.allSatisfy((finding) -> assertThat(finding.severity()).isEqualTo(Severity.WARN));
			assertThat(findings(context)).extracting(Finding::message)
				.anyMatch(
						(message) -> message.startsWith("RestClient 'clientOfOwnBuilder', 'created' are not governed"))
				.anyMatch((message) -> message.startsWith("RestTemplate 'timed', 'wrapped' are not governed"))
				.anyMatch((message) -> message.startsWith("WebClient 'createdReactive' is not governed"))
				.anyMatch((message) -> message.startsWith("@HttpExchange 'service' is not governed"));
			assertThat(findings(context)).extracting(Finding::action)
				.contains("Build it with an injected RestTemplateBuilder.");
		});
	}

	@Test
	void factoryOfTheUsersOwnIsUnknown() {
		RestTemplate template = new RestTemplate();
		ClientHttpRequestFactory own = new SimpleClientHttpRequestFactory()::createRequest;
		template.setRequestFactory(own);
		this.contextRunner.withBean("own", RestTemplate.class, () -> template).run((context) -> {
			assertThat(governed(context)).containsOnly(Map.entry("own", Governed.UNKNOWN));
			template.setRequestFactory(new SimpleClientHttpRequestFactory());
			assertThat(governed(context)).containsOnly(Map.entry("own", Governed.NO));
			MockRestServiceServer.bindTo(template).build();
			assertThat(governed(context)).containsOnly(Map.entry("own", Governed.UNKNOWN));
		});
	}

	@Test
	void controllerWithTheSameInterfaceIsNoClient() {
		this.contextRunner.withUserConfiguration(Controllers.class).run((context) -> {
			assertThat(context.getBean("proxiedController")).isInstanceOf(Echo.class);
			assertThat(governed(context)).containsOnlyKeys("proxiedClient");
		});
	}

	@Test
	void lazyClientsStayLazy() {
		this.contextRunner.withUserConfiguration(LazyClient.class).run((context) -> {
			assertThat(clients(context)).isEmpty();
			context.getBean("lazy");
			assertThat(governed(context)).containsOnly(Map.entry("lazy", Governed.NO));
		});
	}

	@Test
	void textAndReportAreBounded() {
		ApplicationContextRunner runner = this.contextRunner;
		for (int i = 0; i < 120; i++) {
			runner = runner.withBean("template%03d".formatted(i), RestTemplate.class);
		}
		runner.run((context) -> {
			assertThat(findings(context)).singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains("'template004' and 115 more are"));
			KeepAliveDescriptor report = context.getBean(KeepAliveEndpoint.class).report();
			assertThat(report.clients()).hasSize(100)
				.contains(new KeepAliveDescriptor.ClientBean("template000", "RestTemplate", "no",
						"Build it with an injected RestTemplateBuilder."));
		});
	}

	@Test
	void nothingIsReportedWhenSwitchedOff() {
		this.contextRunner.withUserConfiguration(Bypassing.class)
			.withPropertyValues("keepalive.client.enabled=false")
			.run((context) -> {
				assertThat(findings(context)).isEmpty();
				assertThat(context.getBean(KeepAliveEndpoint.class).report().clients()).isEmpty();
			});
	}

	private static List<Client> clients(ApplicationContext context) {
		return context.getBean(ClientCensus.class).clients();
	}

	private static Map<String, Governed> governed(ApplicationContext context) {
		return clients(context).stream().collect(Collectors.toMap(Client::name, Client::governed));
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

	interface Echo {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "echo", types = Echo.class)
	static class Services {

	}

	@Configuration(proxyBeanMethods = false)
	static class Governing {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			return builder.readTimeout(Duration.ofSeconds(1)).build();
		}

		@Bean
		RestTemplate interceptedTemplate(RestTemplateBuilder builder) {
			return builder.interceptors((request, body, execution) -> execution.execute(request, body)).build();
		}

		@Bean
		RestTemplate bufferingTemplate(ClientHttpRequestFactoryBuilder<?> builder) {
			return new RestTemplate(new BufferingClientHttpRequestFactory(builder.build()));
		}

		@Bean
		ClientHttpRequestFactory requestFactory(ClientHttpRequestFactoryBuilder<?> builder) {
			return builder.build();
		}

		@Bean
		RestTemplate templateOnFactoryBean(ClientHttpRequestFactory requestFactory) {
			return new RestTemplate(requestFactory);
		}

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

		@Bean
		RestClient lookedUpClient(ApplicationContext context) {
			return context.getBean(RestClient.Builder.class).build();
		}

		@Bean
		RestClient clientOnFactoryBean(ClientHttpRequestFactory requestFactory) {
			return RestClient.builder().requestFactory(requestFactory).build();
		}

		@Bean
		RestClient clientOfTemplate(RestTemplate restTemplate) {
			return RestClient.create(restTemplate);
		}

		@Bean
		Holder holder(RestClient.Builder builder) {
			return new Holder(builder);
		}

		@Bean
		RestClient sharedClient(ObjectProvider<Holder> holder) {
			return holder.getObject().builder().build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

		@Bean
		WebClient lookedUpWebClient(ObjectProvider<WebClient.Builder> builder) {
			return builder.getObject().build();
		}

		@Bean
		Echo handMadeService(RestClient restClient) {
			return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(restClient))
				.build()
				.createClient(Echo.class);
		}

	}

	record Holder(RestClient.Builder builder) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTypedBuilder {

		@Bean
		HttpComponentsClientHttpRequestFactoryBuilder builder() {
			return ClientHttpRequestFactoryBuilder.httpComponents();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Bypassing {

		@Bean
		RestClient created() {
			return RestClient.create();
		}

		@Bean
		RestClient.Builder ownBuilder() {
			return RestClient.builder();
		}

		@Bean
		RestClient clientOfOwnBuilder(RestClient.Builder ownBuilder) {
			return ownBuilder.requestFactory(new SimpleClientHttpRequestFactory()).build();
		}

		@Bean
		RestTemplate timed() {
			return new RestTemplate(new SimpleClientHttpRequestFactory());
		}

		@Bean
		RestTemplate wrapped() {
			return new RestTemplate(
					new BufferingClientHttpRequestFactory(ClientHttpRequestFactoryBuilder.httpComponents().build()));
		}

		@Bean
		WebClient createdReactive() {
			return WebClient.create();
		}

		@Bean
		Echo service(RestClient created) {
			return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(created))
				.build()
				.createClient(Echo.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Controllers {

		@Bean
		Echo controller() {
			return () -> "echo";
		}

		@Bean
		Echo proxiedController() {
			return proxied(() -> "echo");
		}

		@Bean
		Echo proxiedClient() {
			return proxied(HttpServiceProxyFactory.builderFor(RestClientAdapter.create(RestClient.create()))
				.build()
				.createClient(Echo.class));
		}

		private static Echo proxied(Echo target) {
			return (Echo) new ProxyFactory(target).getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyClient {

		@Bean
		@Lazy
		RestClient lazy() {
			return RestClient.create();
		}

	}

}
