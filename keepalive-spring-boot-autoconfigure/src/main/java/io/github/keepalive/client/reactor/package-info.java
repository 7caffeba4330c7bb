/**
 * Applies the policy to Reactor Netty, for RestClient and RestTemplate as for WebClient,
 * and tells what happens on its connections.
 */
@NullMarked
package io.github.keepalive.client.reactor;

import org.jspecify.annotations.NullMarked;
