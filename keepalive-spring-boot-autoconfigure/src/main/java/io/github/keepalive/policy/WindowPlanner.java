package io.github.keepalive.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds out when the proxy of a hop gives up idle connections: stated by the user, else
 * by the catalogue, else assumed.
 */
final class WindowPlanner {

	/**
	 * What an element of the catalogue may be named for.
	 */
	enum Role {

		/**
		 * Something in between, to be outlasted by our server.
		 */
		PROXY,

		/**
		 * Whoever closes the connections of a client: a proxy or a server.
		 */
		PEER

	}

	static final Duration ASSUMED_WINDOW = Duration.ofSeconds(60);

	private final ProxyCatalogue catalogue;

	WindowPlanner(ProxyCatalogue catalogue) {
		this.catalogue = catalogue;
	}

	ProxyWindow plan(ProxySettings settings, Role role) {
		Limits.checkIdle(settings.key() + ".idle", settings.idle());
		Limits.checkIdle(settings.key() + ".front-idle", settings.frontIdle());
		Limits.checkIdle(settings.key() + ".back-idle", settings.backIdle());
		List<Derived> caps = caps(settings);
		if (settings.type() != null && ProxyCatalogue.relax(settings.type()).equals(ProxySettings.NONE)) {
			rejectWindowOf(settings);
			return new ProxyWindow(ProxySettings.NONE, null, null, caps);
		}
		ProxyType type = (settings.type() != null) ? find(settings.key() + ".type", settings.type()) : null;
		if (type != null && type.layer() == ProxyType.Layer.ORIGIN && role == Role.PROXY) {
			throw server(settings, type);
		}
		if (type != null && type.layer() == ProxyType.Layer.FLOW) {
			addCap(caps, type, settings.key() + ".type");
		}
		return new ProxyWindow((type != null) ? type.id() : null, front(settings, type), back(settings, type), caps);
	}

	private List<Derived> caps(ProxySettings settings) {
		List<Derived> caps = new ArrayList<>();
		String key = settings.key() + ".also";
		for (String id : settings.also()) {
			addCap(caps, find(key, id), key);
		}
		return caps;
	}

	private static void addCap(List<Derived> caps, ProxyType type, String key) {
		Duration idle = type.front().idle();
		if (idle != null) {
			caps.add(preset(idle, type, key));
		}
	}

	private ProxyType find(String key, String id) {
		ProxyType type = this.catalogue.find(id);
		if (type == null) {
			throw Limits.conflict("No proxy of that name is known.",
					"Use one of the ids listed in docs/proxies.md; nearest: "
							+ String.join(", ", this.catalogue.nearest(id))
							+ ". For a proxy that is not listed leave the type out and set '"
							+ key.substring(0, key.lastIndexOf('.')) + ".idle' to its idle timeout.",
					key, id);
		}
		return type;
	}

	private static KeepAliveConflictException server(ProxySettings settings, ProxyType type) {
		return Limits.conflict("'" + type.id() + "' (" + type.name() + ") is a server, not a proxy.",
				"To call such servers directly name them as an upstream: 'keepalive.upstreams.<name>.hosts' and"
						+ " 'keepalive.upstreams.<name>.proxy.type: " + type.id() + "'. Set '" + settings.key()
						+ ".type' to the proxy that stands in between, or to 'none' if there is none.",
				settings.key() + ".type", type.id());
	}

	private static void rejectWindowOf(ProxySettings settings) {
		rejectWindow(settings, ".idle", settings.idle());
		rejectWindow(settings, ".front-idle", settings.frontIdle());
		rejectWindow(settings, ".back-idle", settings.backIdle());
	}

	private static void rejectWindow(ProxySettings settings, String name, @Nullable Duration value) {
		if (value != null) {
			throw Limits.conflict("'none' declares that there is no proxy, so there is no idle time of a proxy.",
					"Remove '" + settings.key() + name + "' if connections are direct, or remove '" + settings.key()
							+ ".type' if there is a proxy.",
					settings.key() + ".type", ProxySettings.NONE, settings.key() + name, value);
		}
	}

	private static Derived front(ProxySettings settings, @Nullable ProxyType type) {
		Derived stated = stated(settings, ".front-idle", settings.frontIdle());
		if (stated != null) {
			return stated;
		}
		// A layer-4 element is no peer: whoever stands behind it closes first, and nobody
		// said when.
		Duration preset = (type != null && type.layer() != ProxyType.Layer.FLOW) ? type.front().idle() : null;
		return (type != null && preset != null) ? preset(preset, type, settings.key() + ".type") : assumed(settings);
	}

	private static @Nullable Derived back(ProxySettings settings, @Nullable ProxyType type) {
		Derived stated = stated(settings, ".back-idle", settings.backIdle());
		if (stated != null) {
			return stated;
		}
		if (type == null || type.layer() == ProxyType.Layer.FLOW) {
			return assumed(settings);
		}
		Duration preset = type.back().idle();
		if (preset != null) {
			return preset(preset, type, settings.key() + ".type");
		}
		return (type.back().absence() == ProxyType.Absence.UNSOURCED) ? assumed(settings) : null;
	}

	private static @Nullable Derived stated(ProxySettings settings, String name, @Nullable Duration value) {
		if (value != null) {
			return Derived.configured(value, settings.key() + name);
		}
		return (settings.idle() != null) ? Derived.configured(settings.idle(), settings.key() + ".idle") : null;
	}

	private static Derived assumed(ProxySettings settings) {
		return new Derived(ASSUMED_WINDOW, Origin.ASSUMED,
				"assumed " + settings.key() + ".idle " + Durations.format(ASSUMED_WINDOW));
	}

	private static Derived preset(Duration idle, ProxyType type, String key) {
		return new Derived(idle, Origin.PRESET, key + " " + type.id() + " " + Durations.format(idle));
	}

	static String frontKey(ProxySettings settings) {
		return statingKey(settings, ".front-idle", settings.frontIdle());
	}

	static String backKey(ProxySettings settings) {
		return statingKey(settings, ".back-idle", settings.backIdle());
	}

	private static String statingKey(ProxySettings settings, String side, @Nullable Duration value) {
		if (value != null) {
			return settings.key() + side;
		}
		return settings.key() + ((settings.idle() != null) ? ".idle" : ".type");
	}

}
