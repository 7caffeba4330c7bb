package io.github.keepalive.policy;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the {@link ProxyCatalogue}.
 *
 * @param id id as written in {@code keepalive.proxy.type}
 * @param name the product's name
 * @param layer what kind of element it is
 * @param front idle window towards those who call it
 * @param back idle window towards those whom it calls
 * @param close what it does to an idle connection at the end of the window
 * @param setting what its own setting is called
 * @param source where the figures come from
 * @since 0.1.0
 */
public record ProxyType(String id, String name, Layer layer, Window front, Window back, String close, String setting,
		String source) {

	public ProxyType {
		Objects.requireNonNull(id, "'id' must not be null");
	}

	/**
	 * What kind of element stands on the path.
	 */
	public enum Layer {

		/**
		 * Ends HTTP connections and opens its own: a peer on both sides.
		 */
		PROXY,

		/**
		 * Passes packets on and forgets idle flows: only caps the idle time.
		 */
		FLOW,

		/**
		 * The server at the end of the path.
		 */
		ORIGIN

	}

	/**
	 * An idle window, or why there is none.
	 *
	 * @param idle the window, or {@code null} if there is none
	 * @param absence why there is none, or {@code null}
	 */
	public record Window(@Nullable Duration idle, @Nullable Absence absence) {

	}

	/**
	 * Why an entry states no window.
	 */
	public enum Absence {

		/**
		 * Idle connections are kept for ever.
		 */
		UNLIMITED,

		/**
		 * The window depends on load or on other settings.
		 */
		DYNAMIC,

		/**
		 * Connections are not kept on this side.
		 */
		NOT_POOLED,

		/**
		 * There is no such side.
		 */
		NOT_APPLICABLE,

		/**
		 * No source states it.
		 */
		UNSOURCED

	}

}
