/**
 * What can be done for the JDK's HTTP client: one system property for the whole JVM, and
 * findings about the rest.
 */
@NullMarked
package io.github.keepalive.client.jdk;

import org.jspecify.annotations.NullMarked;
