/**
 * What is and what happens on connections: the facts of one send, the live state of a
 * route, pools and servers as ports, events. Knows the JDK, {@code policy} and
 * {@code fault} only.
 */
@NullMarked
package io.github.keepalive.connection;

import org.jspecify.annotations.NullMarked;
