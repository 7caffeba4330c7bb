/**
 * Sample application: the idle-connection race without the starter, and its absence with
 * it.
 */
@NullMarked
package io.github.keepalive.sample;

import org.jspecify.annotations.NullMarked;
