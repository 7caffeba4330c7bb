/**
 * What the timeouts should be: inputs, the proxy catalogue, the pure planner and the
 * policy it returns, every value with its origin and its reason. Knows the JDK only.
 */
@NullMarked
package io.github.keepalive.policy;

import org.jspecify.annotations.NullMarked;
