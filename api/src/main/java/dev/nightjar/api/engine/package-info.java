/**
 * The engine SPI: who computes on ciphertexts. The batch is the primitive: an engine takes many ciphertexts, a table
 * index for each and a loaded key, and everything fast follows from that. An engine names its operations, its provider
 * declares its settings. Engines that wrap others extend the {@code Forwarding} classes, which stay whole when these
 * interfaces grow, and get the engines that they wrap from {@link dev.nightjar.api.engine.EngineProvider#attach}.
 */
package dev.nightjar.api.engine;
