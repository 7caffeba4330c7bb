/**
 * The wiring: properties, their mapping to inputs, conditions, beans, failure analyzers
 * and the environment post processor. Knows every room; no room knows it.
 */
@NullMarked
package io.github.keepalive.autoconfigure;

import org.jspecify.annotations.NullMarked;
