package io.github.keepalive.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.keepalive.policy.KeepAliveConflictException;
import io.github.keepalive.policy.KeepAlivePolicy;
import io.github.keepalive.probe.ProbePlanner;
import io.github.keepalive.probe.ProbeSettings;
import io.github.keepalive.probe.ProbeTarget;
import io.github.keepalive.probe.ProbeTls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Maps {@code keepalive.upstreams.<name>.probe} to what can be probed.
 */
final class ProbePropertiesMapper {

	private final KeepAliveProperties properties;

	private final @Nullable SslBundles bundles;

	ProbePropertiesMapper(KeepAliveProperties properties, @Nullable SslBundles bundles) {
		this.properties = properties;
		this.bundles = bundles;
	}

	List<ProbeTarget> targets(KeepAlivePolicy policy) {
		List<ProbeTarget> targets = new ArrayList<>();
		for (Map.Entry<String, KeepAliveProperties.Upstream> upstream : this.properties.upstreams().entrySet()) {
			KeepAliveProperties.Probe probe = upstream.getValue().probe();
			if (probe != null) {
				targets.add(new ProbePlanner(policy).plan(settings(upstream.getKey(), probe)));
			}
		}
		return targets;
	}

	private ProbeSettings settings(String name, KeepAliveProperties.Probe probe) {
		String key = "keepalive.upstreams." + name + ".probe";
		String uri = (probe.uri() != null) ? probe.uri() : "";
		return new ProbeSettings(name, key, uri, probe.method(), probe.limit(), tls(key, probe.sslBundle()));
	}

	private @Nullable ProbeTls tls(String key, @Nullable String bundle) {
		if (bundle == null) {
			return null;
		}
		if (this.bundles == null || !this.bundles.getBundleNames().contains(bundle)) {
			throw new KeepAliveConflictException("There is no SSL bundle of that name.",
					"Define it below 'spring.ssl.bundle', or remove the property to trust what the JVM trusts.",
					Map.of(key + ".ssl-bundle", bundle));
		}
		return new SslBundleTls(this.bundles, bundle);
	}

}
