/** The external product of a GGSW and a GLWE ciphertext, and the polynomial arithmetic that it is made of. */
package dev.nightjar.engine.java.product;
