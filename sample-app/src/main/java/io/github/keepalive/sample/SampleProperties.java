package io.github.keepalive.sample;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What the sample runs on and how it compares.
 *
 * @param originPort loopback port of the upstream server
 * @param proxyPort loopback port of the proxy in front of the upstream server
 * @param window idle time after which the proxy closes a connection of a client
 * @param pathDelay delay each way between a client and the proxy
 * @param users virtual users per client, each with pooled connections of its own
 * @param duration how long a comparison takes at least
 * @param seed seed of the gaps between requests
 * @param runAtStart whether to run the comparison once at start
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("9081") int originPort, @DefaultValue("9080") int proxyPort,
		@DefaultValue("2s") Duration window, @DefaultValue("15ms") Duration pathDelay, @DefaultValue("36") int users,
		@DefaultValue("18s") Duration duration, @DefaultValue("42") long seed,
		@DefaultValue("true") boolean runAtStart) {

	SampleProperties {
		if (!DemoSettings.isWindow(window)) {
			throw new InvalidConfigurationPropertyValueException("sample.window", window, DemoSettings.WINDOW_RULE);
		}
		if (users < 1 || users > 200) {
			throw new InvalidConfigurationPropertyValueException("sample.users", users, "Use 1 to 200 users.");
		}
	}

	DemoSettings settings(Duration window) {
		// Each user needs some gaps: a longer window takes a longer run.
		Duration needed = window.multipliedBy(8);
		Duration lasts = (needed.compareTo(this.duration) > 0) ? needed : this.duration;
		return new DemoSettings(window, this.pathDelay, lasts, this.seed);
	}

}
