package dev.nightjar.runtime.execution;

import java.util.List;

/**
 * Where the time of one run went, in nanoseconds of wall time. Immutable.
 *
 * @param expandNanos drawing the query's masks from their seed
 * @param extractNanos extraction nodes
 * @param linearNanos linear nodes
 * @param lookupNanos look-up nodes: the engine's batches
 * @param levelledNanos expansion of packed bits, diagrams and extraction of their outputs
 * @param hideNanos hiding the circuit in the outputs
 * @param bootstraps programmable bootstraps that were done
 * @param peakWires most ciphertexts that were held at once, the engine's batches included
 * @param nodeNanos each node of the circuit, in order
 */
public record ExecutionStatistics(long expandNanos, long extractNanos, long linearNanos, long lookupNanos,
    long levelledNanos, long hideNanos, int bootstraps, int peakWires, List<Long> nodeNanos) {

  /** Takes a list of its own. */
  public ExecutionStatistics {
    nodeNanos = List.copyOf(nodeNanos);
  }
}
