package io.github.keepalive.connection;

/**
 * Where adapters read the time, so that tests can drive it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IdleClock {

	/**
	 * The clocks of the machine.
	 */
	IdleClock SYSTEM = Tick::now;

	/**
	 * Reads the time.
	 * @return the present
	 */
	Tick now();

}
