/**
 * Measures how long an upstream keeps an idle connection: opens a connection of its own,
 * sends one safe request and waits for the end. Knows the JDK, {@code policy} and
 * {@code connection} only.
 */
@NullMarked
package io.github.keepalive.probe;

import org.jspecify.annotations.NullMarked;
