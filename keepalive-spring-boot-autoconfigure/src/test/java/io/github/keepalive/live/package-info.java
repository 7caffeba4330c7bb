/**
 * Tests of whole clients, made as an application gets them, on real sockets.
 */
package io.github.keepalive.live;
