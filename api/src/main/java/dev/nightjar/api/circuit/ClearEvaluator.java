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
      node.match(new Step(plaintext, wires, next));
      next += node.width();
    }
    return wires;
  }

  /** Evaluates one node, whose first wire is {@code next}. */
  private record Step(long[] plaintext, long[] wires, int next) implements Node.Cases<Void> {
    @Override
    public Void extract(Node.Extract node) {
      affine(node.map(), plaintext, wires, next);
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      affine(node.map(), wires, wires, next);
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      lookUp(node, wires, next);
      return null;
    }
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
