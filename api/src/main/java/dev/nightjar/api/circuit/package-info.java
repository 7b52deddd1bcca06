/**
 * A model as the server runs it: a small typed graph over LWE wires. Data only. The same circuit is run on ciphertexts
 * by the runtime, on bare phases by {@link dev.nightjar.api.circuit.ClearEvaluator}, and on variances by
 * {@link dev.nightjar.api.circuit.FailureAnalysis}.
 */
package dev.nightjar.api.circuit;
