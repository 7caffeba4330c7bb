/**
 * One careful repeat round Spring's request factories and connectors: runs through
 * Resilience4j, asks {@code fault}, decides nothing itself.
 */
@NullMarked
package io.github.keepalive.retry;

import org.jspecify.annotations.NullMarked;
