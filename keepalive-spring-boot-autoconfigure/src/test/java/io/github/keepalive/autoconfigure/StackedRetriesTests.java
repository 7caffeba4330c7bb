package io.github.keepalive.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

import feign.DefaultRetryer;
import feign.Retryer;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.Severity;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.retry.interceptor.RetryInterceptorBuilder;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that retry layers which multiply are told, with the real libraries.
 */
class StackedRetriesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
						RestClientAutoConfiguration.class, KeepAliveAutoConfiguration.class,
						ApacheClientKeepAliveAutoConfiguration.class, RetryAutoConfiguration.class,
						RetryKeepAliveAutoConfiguration.class, RestClientKeepAliveAutoConfiguration.class))
		.withPropertyValues("keepalive.proxy.idle=60s");

	@Test
	void ourOwnRepeatAloneIsNoFinding() {
		this.contextRunner.run((context) -> assertThat(findings(context)).isEmpty());
	}

	@Test
	void oneLayerIsOnlyTold() {
		this.contextRunner.withBean("orders", RetryTemplate.class).run((context) -> {
			Finding finding = single(context);
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message()).contains("RetryTemplate 'orders' (4), the starter's own repeat (2)")
				.contains("up to 4 x 2 = 8 times");
			assertThat(finding.action()).contains("keepalive.client.retry.enabled");
		});
	}

	@ParameterizedTest
	@CsvSource({ "keepalive.client.retry.enabled=false, io.none", "keepalive.proxy.idle=30s, io.github.resilience4j" })
	void ourRepeatCountsOnlyIfInUse(String property, String missing) {
		this.contextRunner.withPropertyValues(property)
			.withClassLoader(new FilteredClassLoader(missing))
			.withBean("orders", RetryTemplate.class, () -> new RetryTemplate(RetryPolicy.withMaxRetries(2)))
			.run((context) -> assertThat(single(context).message())
				.isEqualTo("Requests are sent again by RetryTemplate 'orders' (3). A call that passes all of them"
						+ " goes out up to 3 times."));
	}

	@Test
	void layersUponLayersWarn() {
		this.contextRunner.withUserConfiguration(Methods.class)
			.withBean("orders", RetryTemplate.class, () -> new RetryTemplate(RetryPolicy.withMaxRetries(2)))
			.withPropertyValues("resilience4j.retry.instances.billing.max-attempts=2",
					"resilience4j.retry.instances.orders.max-attempts=3", "retries=4")
			.run((context) -> {
				Finding finding = single(context);
				assertThat(finding.severity()).isEqualTo(Severity.WARN);
				assertThat(finding.message())
					.contains("RetryTemplate 'orders' (3)", "@Retryable on 'service' (5)",
							"Resilience4j's retry 'orders' (3)")
					.endsWith("= 90 times.");
			});
	}

	@Test
	void fewSendsByTwoLayersAreOnlyTold() {
		this.contextRunner
			.withBean("orders", RetryTemplate.class, () -> new RetryTemplate(RetryPolicy.withMaxRetries(1)))
			.withPropertyValues("resilience4j.retry.instances.orders.max-attempts=2")
			.run((context) -> {
				assertThat(single(context).severity()).isEqualTo(Severity.INFO);
				assertThat(single(context).message()).contains("2 x 2 x 2 = 8 times");
			});
	}

	@Test
	void layersThatDoNothingAreNoFinding() {
		RetryRegistry registry = RetryRegistry.ofDefaults();
		registry.retry("orders", RetryConfig.custom().maxAttempts(1).build());
		this.contextRunner.withBean(RetryRegistry.class, () -> registry)
			.withBean(RetryTemplate.class, () -> new RetryTemplate(RetryPolicy.withMaxRetries(0)))
			.withBean(Retryer.class, () -> Retryer.NEVER_RETRY)
			.withUserConfiguration(LazyTemplate.class, NotEnabled.class)
			.run((context) -> assertThat(findings(context)).isEmpty());
	}

	@Test
	void retriesWithoutLimitAreAtLeast() {
		this.contextRunner
			.withBean("orders", RetryTemplate.class,
					() -> new RetryTemplate(RetryPolicy.builder().backOff(new FixedBackOff(1)).build()))
			.run((context) -> assertThat(single(context).message()).contains("'orders' (at least 1000)")
				.endsWith("up to 1000 x 2 = 2000 times, or more."));
	}

	@Test
	void librariesThatDoNotTellAreAtLeast() {
		this.contextRunner.withUserConfiguration(OtherLibraries.class).run((context) -> {
			Finding finding = single(context);
			assertThat(finding.severity()).isEqualTo(Severity.INFO);
			assertThat(finding.message())
				.contains("Spring Retry on '", "(at least 2)", "Feign's Retryer 'retryer' (at least 2)")
				.endsWith("up to 2 x 2 x 2 = 8 times, or more.");
		});
	}

	@ParameterizedTest
	@CsvSource({ "RetryLoadBalancerInterceptor, 4, 0, 0, '(at least 2)'",
			"reactive.RetryableLoadBalancerExchangeFilterFunction, 3, 1, 2, '(at least 6)'" })
	void retriesOfSpringCloudLoadBalancerAreSeen(String type, int arguments, int same, int next, String sends)
			throws Exception {
		String[] settings = (next > 0)
				? new String[] { "spring.cloud.loadbalancer.retry.max-retries-on-same-service-instance=" + same,
						"spring.cloud.loadbalancer.retry.maxRetriesOnNextServiceInstance=" + next }
				: new String[0];
		Class<?> filter = loadBalancer().loadClass("org.springframework.cloud.client.loadbalancer." + type);
		Object bean = filter.getConstructors()[0].newInstance(new Object[arguments]);
		this.contextRunner.withPropertyValues(settings)
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("balanced", bean))
			.run((context) -> assertThat(single(context).message())
				.contains("Spring Cloud LoadBalancer on 'balanced' " + sends));
	}

	/**
	 * Its auto-configuration must not join the other tests, so it stays off the class
	 * path.
	 */
	private static ClassLoader loadBalancer() throws MalformedURLException {
		File library = new File("target/libraries/spring-cloud-commons.jar");
		assertThat(library).as("copied by the build, at process-test-resources").isFile();
		return new URLClassLoader(new URL[] { library.toURI().toURL() }, StackedRetriesTests.class.getClassLoader());
	}

	@Test
	void adviceOfSpringRetryIsSeen() {
		this.contextRunner.withUserConfiguration(Advised.class)
			.run((context) -> assertThat(single(context).message()).contains("Spring Retry on 'advised'"));
	}

	private static List<Finding> findings(ApplicationContext context) {
		return context.getBean(Findings.class).collect();
	}

	private static Finding single(ApplicationContext context) {
		assertThat(findings(context)).extracting(Finding::id).containsExactly("KA061");
		return findings(context).get(0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Methods {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		@Retryable(maxRetriesString = "${retries}")
		void some() {
		}

		@Retryable(maxRetries = 1)
		void few() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NotEnabled {

		@Bean
		Service service() {
			return new Service();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTemplate {

		@Bean
		@Lazy
		RetryTemplate lazyTemplate() {
			return new RetryTemplate();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherLibraries {

		@Bean
		org.springframework.retry.support.RetryTemplate springRetry() {
			return new org.springframework.retry.support.RetryTemplate();
		}

		@Bean
		Retryer retryer() {
			return new DefaultRetryer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Advised {

		@Bean
		Runnable advised() {
			ProxyFactory factory = new ProxyFactory((Runnable) () -> {
			});
			factory.addAdvice(RetryInterceptorBuilder.stateless().maxAttempts(3).build());
			return (Runnable) factory.getProxy();
		}

	}

}
