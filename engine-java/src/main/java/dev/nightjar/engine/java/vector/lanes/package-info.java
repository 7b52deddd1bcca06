/** Several ciphertexts at a time, one in each lane of a vector. */
package dev.nightjar.engine.java.vector.lanes;
