/**
 * What went wrong on a connection, and whether the request may be sent once more. Pure,
 * except for the budget. Knows the JDK only.
 */
@NullMarked
package io.github.keepalive.fault;

import org.jspecify.annotations.NullMarked;
