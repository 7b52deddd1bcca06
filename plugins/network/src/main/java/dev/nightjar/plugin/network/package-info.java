/**
 * Compiles neural networks: affine maps by integer combinations, and each function of a layer by one programmable
 * bootstrap, all those of a layer in one batch. Either every integer is told apart by its table (exact), or tables are
 * read as functions of a noisy phase (analogue).
 */
package dev.nightjar.plugin.network;
