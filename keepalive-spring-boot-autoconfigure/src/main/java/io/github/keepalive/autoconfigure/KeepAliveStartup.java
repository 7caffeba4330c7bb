package io.github.keepalive.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.github.keepalive.client.inventory.ClientInventory;
import io.github.keepalive.connection.Findings;
import io.github.keepalive.connection.PoolRegistry;
import io.github.keepalive.connection.ServerRegistry;
import io.github.keepalive.connection.ServerView;
import io.github.keepalive.policy.Derived;
import io.github.keepalive.policy.Finding;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.policy.ProxyWindow;
import io.github.keepalive.policy.Severity;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Says once, when the context has started, what was derived from what, and what a
 * violated order does.
 */
final class KeepAliveStartup implements ApplicationListener<ContextRefreshedEvent>, ApplicationContextAware {

	private static final Log logger = LogFactory.getLog("io.github.keepalive");

	private final Verify verify;

	private final KeepAlivePolicy policy;

	private final ServerRegistry servers;

	private final ClientInventory transports;

	private final Findings findings;

	private final PoolRegistry pools;

	private @Nullable ApplicationContext context;

	KeepAliveStartup(Verify verify, KeepAlivePolicy policy, ServerRegistry servers, ClientInventory transports,
			Findings findings, PoolRegistry pools) {
		this.verify = verify;
		this.policy = policy;
		this.servers = servers;
		this.transports = transports;
		this.findings = findings;
		this.pools = pools;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) throws BeansException {
		this.context = applicationContext;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		// Children, such as a management context, publish their events to us too.
		if (event.getApplicationContext() != this.context) {
			return;
		}
		List<Finding> found = this.findings.collect();
		if (logger.isInfoEnabled()) {
			logger.info(summary(found));
		}
		report(found);
	}

	private void report(List<Finding> found) {
		List<Finding> errors = found.stream().filter((finding) -> finding.severity() == Severity.ERROR).toList();
		if (this.verify == Verify.FAIL && !errors.isEmpty()) {
			throw new KeepAliveVerificationException(errors);
		}
		if (this.verify == Verify.OFF) {
			return;
		}
		found.forEach(KeepAliveStartup::log);
		// Whether a request has a limit is known when it is sent, and when peers close,
		// when they have.
		this.pools.endlessWaits().tellOnce(KeepAliveStartup::log);
		this.pools.windows().tellOnce(KeepAliveStartup::log);
	}

	private static void log(Finding finding) {
		String line = finding.id() + ": " + finding.message() + " " + finding.action();
		if (finding.severity() == Severity.INFO) {
			logger.info(line);
		}
		else {
			logger.warn(line);
		}
	}

	private String summary(List<Finding> found) {
		return "Keep-alive " + this.findings.verdict(found) + ": client idle "
				+ explain(this.policy.client().idleTimeout()) + ", " + proxy() + ", " + servers() + "; "
				+ this.transports.describe();
	}

	private String proxy() {
		ProxyWindow proxy = this.policy.proxy();
		if (proxy.direct()) {
			return "no proxy";
		}
		return "proxy idle " + proxy.front() + "/" + ((this.policy.serverProxy().back() != null)
				? this.policy.serverProxy().back().toString() : "unlimited") + " (front/back)";
	}

	private String servers() {
		List<ServerView> views = this.servers.servers();
		if (views.isEmpty()) {
			return "no embedded server";
		}
		return views.stream()
			.map((server) -> server.type() + where(server) + " idle " + explain(server.idleTimeout()))
			.collect(Collectors.joining(", "));
	}

	private static String where(ServerView server) {
		return server.name().equals(ServerRegistry.MAIN) ? "" : " (" + server.name() + ")";
	}

	private static String explain(@Nullable Derived value) {
		return (value != null) ? value + " (" + value.reason() + ")" : "unlimited";
	}

}
