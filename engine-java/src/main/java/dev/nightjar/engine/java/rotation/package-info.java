/**
 * Blind rotation and sample extraction: what is common to all kernels, the rotator for single ciphertexts, the
 * bootstrapping key, and how a batch is cut.
 */
package dev.nightjar.engine.java.rotation;
