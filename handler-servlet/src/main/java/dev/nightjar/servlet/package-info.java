/**
 * Nightjar over HTTP: {@link dev.nightjar.servlet.NightjarServlet} for a server that you have,
 * {@link dev.nightjar.servlet.NightjarServer} when you have none. Translates between HTTP and the runtime,
 * and decides nothing else.
 */
package dev.nightjar.servlet;
