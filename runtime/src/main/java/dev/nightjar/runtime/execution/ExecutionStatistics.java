package dev.nightjar.runtime.execution;

/**
 * Where the time of one run went, in nanoseconds of wall time.
 *
 * @param expandNanos drawing the query's masks from their seed
 * @param extractNanos extraction nodes
 * @param linearNanos linear nodes
 * @param lookupNanos look-up nodes: the engine's batches
 * @param levelledNanos expansion of packed bits, diagrams and extraction of their outputs
 * @param hideNanos hiding the circuit in the outputs
 * @param bootstraps programmable bootstraps that were done
 * @param peakWires most ciphertexts that were held at once, the engine's batches included
 */
public record ExecutionStatistics(long expandNanos, long extractNanos, long linearNanos, long lookupNanos,
    long levelledNanos, long hideNanos, int bootstraps, int peakWires) {
}
