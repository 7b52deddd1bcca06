/**
 * Levelled evaluation: query expansion into GGSW ciphertexts, and programs of CMUX gates over them. What is here has
 * the order of the work and its memory; the loops are those of a {@link
 * dev.nightjar.engine.java.levelled.LevelledKernel}.
 */
package dev.nightjar.engine.java.levelled;
