/** The composition root for applications that use Guice; nothing else in Nightjar sees Guice. */
package dev.nightjar.servlet.guice;
