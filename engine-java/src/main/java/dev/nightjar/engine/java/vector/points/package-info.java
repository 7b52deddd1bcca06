/** One ciphertext at a time: neighbouring points of a polynomial in the lanes of a vector. */
package dev.nightjar.engine.java.vector.points;
