package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import java.util.Arrays;
import java.util.List;

/** Which node reads a wire last, so that its memory can go. Immutable. */
final class Liveness {
  private static final int NEVER = -1;
  private static final int AT_THE_END = Integer.MAX_VALUE;

  private final int[] lastReader;
  private final int[][] lastReadBy;
  private final boolean[] readByNode;

  Liveness(Circuit circuit) {
    List<Node> nodes = circuit.nodes();
    this.lastReader = new int[circuit.wires()];
    this.readByNode = new boolean[circuit.wires()];
    Arrays.fill(lastReader, NEVER);
    for (int i = 0; i < nodes.size(); i++) {
      markReads(nodes.get(i), i);
    }
    for (int wire : circuit.outputs()) {
      lastReader[wire] = AT_THE_END;
    }
    int[] counts = new int[nodes.size()];
    for (int reader : lastReader) {
      if (reader != NEVER && reader != AT_THE_END) {
        counts[reader]++;
      }
    }
    this.lastReadBy = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    for (int wire = lastReader.length - 1; wire >= 0; wire--) {
      int reader = lastReader[wire];
      if (reader != NEVER && reader != AT_THE_END) {
        lastReadBy[reader][--counts[reader]] = wire;
      }
    }
  }

  private void markReads(Node node, int index) {
    node.reads().forEach(wire -> {
      lastReader[wire] = index;
      readByNode[wire] = true;
    });
  }

  /** Whether any node or the answer reads a wire. */
  boolean isRead(int wire) {
    return lastReader[wire] != NEVER;
  }

  /** Whether any node reads a wire. */
  boolean isReadByNode(int wire) {
    return readByNode[wire];
  }

  /** The wires that nobody reads after a node; not to be written to. */
  int[] lastReadBy(int node) {
    return lastReadBy[node];
  }
}
