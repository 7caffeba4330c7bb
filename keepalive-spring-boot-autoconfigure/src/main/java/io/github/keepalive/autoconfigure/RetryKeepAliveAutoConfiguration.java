package io.github.keepalive.autoconfigure;

import io.github.keepalive.client.inventory.ResilienceRetries;
import io.github.keepalive.client.inventory.RetryLayer;
import io.github.keepalive.connection.FindingSource;
import io.github.keepalive.connection.IdleClock;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.fault.FaultClassifier;
import io.github.keepalive.fault.FaultTranslator;
import io.github.keepalive.fault.RepeatRules;
import io.github.keepalive.retry.RepeatBudgets;
import io.github.keepalive.retry.Repeater;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the one repeat of requests that
 * met a dead connection.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KeepAliveAutoConfiguration.class,
		afterName = "io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration")
@ConditionalOnClass({ Retry.class, ClientHttpRequestFactory.class })
@ConditionalOnKeepAliveClient
public final class RetryKeepAliveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RepeatRules keepAliveRepeatRules(KeepAliveProperties properties) {
		return new KeepAlivePropertiesMapper(properties).rules();
	}

	@Bean
	@ConditionalOnMissingBean
	RepeatBudgets keepAliveRepeatBudgets(KeepAliveProperties properties) {
		KeepAliveProperties.Budget budget = new KeepAlivePropertiesMapper(properties).budget();
		return new RepeatBudgets(budget.perRequest(), budget.perSecond(), budget.burst());
	}

	@Bean
	@ConditionalOnMissingBean
	FaultClassifier keepAliveFaultClassifier(ObjectProvider<FaultTranslator> translators) {
		return new FaultClassifier(translators.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ContextClosing keepAliveContextClosing(ApplicationContext context) {
		return new ContextClosing(context);
	}

	@Bean
	@ConditionalOnMissingBean
	Repeater keepAliveRepeater(KeepAliveProperties properties, RepeatRules rules, RepeatBudgets budgets,
			FaultClassifier classifier, ObjectProvider<RetryRegistry> registry, IdleClock clock,
			ContextClosing closing) {
		return new Repeater(rules, classifier, properties.client().retry().idempotencyKeyHeaders(), budgets,
				registry.getIfUnique(), clock, closing);
	}

	@Bean
	FindingSource keepAliveRetryFindings(Environment environment, Repeater repeater) {
		return new RetryInstanceFindings(environment, repeater);
	}

	@Bean
	RetryLayer.Source keepAliveResilienceRetries(ConfigurableListableBeanFactory beanFactory) {
		return new ResilienceRetries(beanFactory, "keepalive");
	}

	@Bean
	@ConditionalOnMissingBean
	RepeatWrapping keepAliveRepeatWrapping(Repeater repeater, PoolRegistry pools) {
		return new RepeaterWrapping(repeater, pools.endlessWaits());
	}

}
