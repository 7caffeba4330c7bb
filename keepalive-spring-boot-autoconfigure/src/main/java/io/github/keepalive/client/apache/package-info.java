/**
 * Applies the plan to Apache HttpClient 5, classic and async, and tells what happens on
 * its connections.
 */
@NullMarked
package io.github.keepalive.client.apache;

import org.jspecify.annotations.NullMarked;
