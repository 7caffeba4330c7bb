/**
 * Turns what happens on connections into meters.
 */
@NullMarked
package io.github.keepalive.metrics;

import org.jspecify.annotations.NullMarked;
