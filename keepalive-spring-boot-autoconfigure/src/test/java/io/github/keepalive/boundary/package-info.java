/**
 * The rig that holds clients against real proxies at the edge of their idle window.
 */
package io.github.keepalive.boundary;
