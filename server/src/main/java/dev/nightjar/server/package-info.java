/**
 * The endpoint on an embedded Jetty, for {@code serve}, {@code demo} and applications that have no server of their own.
 */
package dev.nightjar.server;
