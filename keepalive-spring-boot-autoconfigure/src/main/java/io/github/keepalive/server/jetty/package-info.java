/**
 * Applies the server policy to embedded Jetty and reads it back.
 */
@NullMarked
package io.github.keepalive.server.jetty;

import org.jspecify.annotations.NullMarked;
