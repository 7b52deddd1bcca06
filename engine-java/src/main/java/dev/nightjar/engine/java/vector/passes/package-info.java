/** Passes over arrays of doubles for which it does not matter what lies in the lanes of a vector. */
package dev.nightjar.engine.java.vector.passes;
