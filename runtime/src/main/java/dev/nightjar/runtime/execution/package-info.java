/**
 * Runs circuits on ciphertexts: the executor, its workers, cancellation, and the bounded queue in front of
 * it.
 */
package dev.nightjar.runtime.execution;
