/**
 * What tests of several packages share: time that is moved by hand.
 */
package io.github.keepalive.testsupport;
