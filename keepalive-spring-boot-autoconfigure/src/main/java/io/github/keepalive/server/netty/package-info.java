/**
 * Applies the server policy to the Reactor Netty server and reads it back.
 */
@NullMarked
package io.github.keepalive.server.netty;

import org.jspecify.annotations.NullMarked;
