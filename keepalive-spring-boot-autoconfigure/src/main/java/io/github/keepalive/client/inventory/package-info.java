/**
 * Which clients of the context are governed, by which transport, and which are not; and
 * what else sends their requests again.
 */
@NullMarked
package io.github.keepalive.client.inventory;

import org.jspecify.annotations.NullMarked;
