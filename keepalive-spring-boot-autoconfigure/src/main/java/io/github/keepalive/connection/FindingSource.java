package io.github.keepalive.connection;

import java.util.List;

import io.github.keepalive.policy.Finding;

/**
 * Something that notices what is not as it should be.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FindingSource {

	/**
	 * Looks now.
	 * @return what is not as it should be, empty if all is well
	 */
	List<Finding> findings();

}
