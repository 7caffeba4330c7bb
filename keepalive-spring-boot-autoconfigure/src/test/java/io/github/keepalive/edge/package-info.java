/**
 * The edge cases of repeats and of alignment, as numbered in {@code docs/retry.md}.
 */
package io.github.keepalive.edge;
