/**
 * Applies the server policy to embedded Tomcat and reads it back.
 */
@NullMarked
package io.github.keepalive.server.tomcat;

import org.jspecify.annotations.NullMarked;
