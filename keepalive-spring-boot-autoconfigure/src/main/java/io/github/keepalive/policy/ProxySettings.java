package io.github.keepalive.policy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the user said about the proxy or load balancer on one hop.
 *
 * @param key the property prefix these values were read from, for messages
 * @param type an id from the {@link ProxyCatalogue}, or {@code none} for declared direct
 * connections
 * @param also ids of further elements on the hop that cap the idle time
 * @param idle idle window on both sides of the proxy
 * @param frontIdle idle window towards those who call the proxy; wins over {@code idle}
 * @param backIdle idle window towards those whom the proxy calls; wins over {@code idle}
 * @since 0.1.0
 */
public record ProxySettings(String key, @Nullable String type, List<String> also, @Nullable Duration idle,
		@Nullable Duration frontIdle, @Nullable Duration backIdle) {

	/**
	 * The type that declares direct connections.
	 */
	public static final String NONE = "none";

	public ProxySettings {
		Objects.requireNonNull(key, "'key' must not be null");
		also = List.copyOf(also);
	}

	boolean isEmpty() {
		return this.type == null && this.also.isEmpty() && this.idle == null && this.frontIdle == null
				&& this.backIdle == null;
	}

}
