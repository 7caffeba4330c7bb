package io.github.keepalive.client.inventory;

import java.util.Arrays;
import java.util.function.Predicate;

import org.aopalliance.aop.Advice;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AbstractGenericPointcutAdvisor;

/**
 * What is wrapped round the methods of a bean.
 */
final class Advices {

	private Advices() {
	}

	static boolean anyMatch(Object bean, Predicate<Advice> predicate) {
		// Other advisors may create their advice when they are asked for it.
		return bean instanceof Advised advised && Arrays.stream(advised.getAdvisors())
			.anyMatch((advisor) -> advisor instanceof AbstractGenericPointcutAdvisor holder
					&& predicate.test(holder.getAdvice()));
	}

}
