package io.github.keepalive.policy;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * When the proxy of a hop gives up idle connections, on either side.
 *
 * @param type the catalogue id, {@code none} for direct connections, or {@code null} if
 * the user named none
 * @param front idle window towards those who call the proxy, or {@code null} for direct
 * connections
 * @param back idle window towards those whom the proxy calls, or {@code null} if it has
 * no limit or there is no proxy
 * @param caps windows of further elements on the hop (NAT, layer-4 balancers) that drop
 * idle flows
 * @since 0.1.0
 */
public record ProxyWindow(@Nullable String type, @Nullable Derived front, @Nullable Derived back, List<Derived> caps) {

	public ProxyWindow {
		caps = List.copyOf(caps);
	}

	/**
	 * Returns whether the user declared that there is no proxy.
	 * @return {@code true} for {@code type: none}
	 */
	public boolean direct() {
		return ProxySettings.NONE.equals(this.type);
	}

	/**
	 * Returns whether the user said that there is a proxy.
	 * @return {@code true} if it was named, or its window stated
	 */
	public boolean stated() {
		return !direct() && (this.type != null || (this.front != null && this.front.stated())
				|| (this.back != null && this.back.stated()));
	}

}
