/**
 * Empties embedded servers before they stop, so that a restart fails no request.
 */
@NullMarked
package io.github.keepalive.server.drain;

import org.jspecify.annotations.NullMarked;
