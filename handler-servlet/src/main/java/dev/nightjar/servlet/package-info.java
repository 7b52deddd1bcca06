/**
 * Nightjar over HTTP: {@link dev.nightjar.servlet.NightjarServlet} for a server that you have. Translates between HTTP
 * and the runtime, and decides nothing else. The module {@code server} has an embedded server.
 */
package dev.nightjar.servlet;
