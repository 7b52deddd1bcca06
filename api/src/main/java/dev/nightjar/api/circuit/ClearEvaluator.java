package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * Runs a circuit on bare phases, without noise: what every encrypted run must decode to. Stateless and thread-safe.
 */
public final class ClearEvaluator {
  private ClearEvaluator() {
  }

  /**
   * The output phases for plaintext coefficients.
   *
   * @param plaintext {@code inputs * N} torus words: the message polynomials of the query
   * @return one torus word for each output
   */
  public static long[] run(Circuit circuit, long[] plaintext) {
    long[] wires = wires(circuit, plaintext);
    int[] outputs = circuit.outputs();
    long[] answer = new long[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      answer[i] = wires[outputs[i]];
    }
    return answer;
  }

  /** The phases of all wires. */
  static long[] wires(Circuit circuit, long[] plaintext) {
    int expected = circuit.inputs() * circuit.parameters().polynomialSize();
    if (plaintext.length != expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the circuit takes " + expected + " coefficients, not " + plaintext.length);
    }
    long[] wires = new long[circuit.wires()];
    int next = 0;
    for (Node node : circuit.nodes()) {
      if (node instanceof Node.Extract extract) {
        affine(extract.map(), plaintext, wires, next);
      } else if (node instanceof Node.Linear linear) {
        affine(linear.map(), wires, wires, next);
      } else if (node instanceof Node.Lookup lookup) {
        lookUp(lookup, wires, next);
      }
      next += node.width();
    }
    return wires;
  }

  private static void affine(SparseMap map, long[] from, long[] wires, int next) {
    for (int r = 0; r < map.rows(); r++) {
      wires[next + r] = map.apply(r, from);
    }
  }

  private static void lookUp(Node.Lookup lookup, long[] wires, int next) {
    int[] inputs = lookup.inputs();
    int[] tableOf = lookup.tableOf();
    int outputs = lookup.tables().outputs();
    for (int i = 0; i < inputs.length; i++) {
      for (int o = 0; o < outputs; o++) {
        wires[next + i * outputs + o] = lookup.tables().evaluate(tableOf[i], o, wires[inputs[i]]);
      }
    }
  }
}
