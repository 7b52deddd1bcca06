/**
 * Compiles any model whose quantised features have few bits in all to one table of its scores, which encrypted bits
 * look up without a bootstrap.
 */
package dev.nightjar.plugin.table;
