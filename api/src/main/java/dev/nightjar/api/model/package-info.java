/**
 * The model SPI: what an importer hands to a plugin, what the plugin makes of it (a circuit for the server, a
 * {@link dev.nightjar.api.model.ClientSpec} for the client), and how features become plaintext coefficients and
 * decrypted integers become predictions. A {@link dev.nightjar.api.model.Pipeline} is a trained pipeline cut in three:
 * a prefix and a suffix ({@link dev.nightjar.api.model.ClientGraphs}), which clients run in the clear, and the core
 * between them. Pure functions and data; no key is ever seen here. Plugins are for compiling: a compiled model is data,
 * and serving it needs none.
 */
package dev.nightjar.api.model;
