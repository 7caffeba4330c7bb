/**
 * A server that fails exactly as told, for tests of HTTP clients on real sockets, with a
 * JUnit extension and assertions. Knows nothing of the starter.
 */
@NullMarked
package io.github.keepalive.test;

import org.jspecify.annotations.NullMarked;
