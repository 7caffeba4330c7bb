/**
 * Peers that fail exactly as told: the raw-socket server and what records its exchanges.
 */
package io.github.keepalive.testsupport;
