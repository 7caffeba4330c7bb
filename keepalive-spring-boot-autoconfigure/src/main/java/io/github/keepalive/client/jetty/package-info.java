/**
 * Applies the policy to Jetty's HTTP client and tells what happens on its connections.
 * HTTP/1.1 connections are governed one by one; HTTP/2 keeps Jetty's own pool and gets
 * the idle time only.
 */
@NullMarked
package io.github.keepalive.client.jetty;

import org.jspecify.annotations.NullMarked;
