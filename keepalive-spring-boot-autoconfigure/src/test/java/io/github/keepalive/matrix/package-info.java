/**
 * Every transport against every fault: what the caller sees, what reaches the server, and
 * what the one rule says.
 */
package io.github.keepalive.matrix;
