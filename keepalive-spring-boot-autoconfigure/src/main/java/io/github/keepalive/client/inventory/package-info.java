/**
 * Which clients of the context are governed, by which transport, and which are not.
 */
@NullMarked
package io.github.keepalive.client.inventory;

import org.jspecify.annotations.NullMarked;
