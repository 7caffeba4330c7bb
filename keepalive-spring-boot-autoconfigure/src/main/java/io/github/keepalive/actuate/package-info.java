/**
 * Policy, views and findings as actuator endpoints. Reads and maps; decides nothing.
 */
@NullMarked
package io.github.keepalive.actuate;

import org.jspecify.annotations.NullMarked;
