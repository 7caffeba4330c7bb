/**
 * What tests of several packages share: time that is moved by hand, and waits for what
 * comes later than one thinks.
 */
package io.github.keepalive.testsupport;
