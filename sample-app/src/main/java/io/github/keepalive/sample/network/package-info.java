/**
 * What lies between a client and the service it calls: a path with a delay, a proxy that
 * closes idle connections, and the service itself, all on loopback sockets.
 */
@NullMarked
package io.github.keepalive.sample.network;

import org.jspecify.annotations.NullMarked;
