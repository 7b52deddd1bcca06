/**
 * The engine SPI: who bootstraps. The batch is the primitive: an engine takes many ciphertexts, a table index for each
 * and a loaded key, and everything fast follows from that.
 */
package dev.nightjar.api.engine;
