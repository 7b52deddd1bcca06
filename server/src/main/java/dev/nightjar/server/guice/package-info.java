/** The embedded server as a Guice module; needs Guice, which is an optional dependency. */
package dev.nightjar.server.guice;
