/**
 * Peers that fail exactly as told: the raw-socket server and what records its exchanges.
 */
@NullMarked
package io.github.keepalive.test;

import org.jspecify.annotations.NullMarked;
