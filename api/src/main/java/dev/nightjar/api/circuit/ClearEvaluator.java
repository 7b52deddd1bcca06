package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.PackedBits;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;

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
    return wires(circuit, plaintext, plaintext, Noise.NONE);
  }

  /** What is added to phases where an encrypted run adds noise. */
  interface Noise {
    /** None. */
    Noise NONE = new Noise() {
      @Override
      public long decision(int input, int output) {
        return 0;
      }

      @Override
      public long result(int wire) {
        return 0;
      }
    };

    /** A torus word for what a look-up reads from a wire; {@code output} is the wire of its first output. */
    long decision(int input, int output);

    /** A torus word for a wire that a look-up or a sample extraction gives. */
    long result(int wire);
  }

  /**
   * The phases of all wires where noise is added.
   *
   * @param plaintext the message polynomials of the query, from which bits are expanded
   * @param fresh the same as extractions read them
   */
  static long[] wires(Circuit circuit, long[] plaintext, long[] fresh, Noise noise) {
    int expected = circuit.inputs() * circuit.parameters().polynomialSize();
    if (plaintext.length != expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the circuit takes " + expected + " coefficients, not " + plaintext.length);
    }
    long[] wires = new long[circuit.wires()];
    Value[] values = new Value[circuit.wires()];
    int next = 0;
    for (Node node : circuit.nodes()) {
      node.match(new Step(circuit.parameters(), plaintext, fresh, noise, wires, values, next));
      next += node.width();
    }
    return wires;
  }

  /** What a GLWE wire carries: an output of a diagram, of which only the coefficients that are read are computed. */
  private record Value(Diagram diagram, long[] bits, int output) {
  }

  /** Evaluates one node, whose first wire is {@code next}; the word of a GGSW wire is its bit. */
  private record Step(Parameters parameters, long[] plaintext, long[] fresh, Noise noise, long[] wires, Value[] values,
      int next) implements Node.Cases<Void> {
    @Override
    public Void extract(Node.Extract node) {
      affine(node.map(), fresh, wires, next);
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      affine(node.map(), wires, wires, next);
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      lookUp(node, noise, wires, next);
      return null;
    }

    @Override
    public Void expand(Node.Expand node) {
      PackedBits bits = PackedBits.of(parameters);
      for (int bit = 0; bit < node.bits(); bit++) {
        wires[next + bit] = bits.bit(bit, plaintext, parameters.polynomialSize());
      }
      return null;
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      long[] bits = Arrays.stream(node.bits()).mapToLong(wire -> wires[wire]).toArray();
      for (int o = 0; o < node.width(); o++) {
        values[next + o] = new Value(node.diagram(), bits, o);
      }
      return null;
    }

    /** Coefficients of one value that follow one another are computed together. */
    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      int[] from = node.wires();
      int[] coefficients = node.coefficients();
      for (int begin = 0; begin < from.length; ) {
        int end = begin + 1;
        while (end < from.length && from[end] == from[begin]) {
          end++;
        }
        Value value = values[from[begin]];
        long[] words = value.diagram.evaluate(value.bits, value.output,
            Arrays.copyOfRange(coefficients, begin, end));
        for (int i = 0; i < words.length; i++) {
          wires[next + begin + i] = words[i] + noise.result(next + begin + i);
        }
        begin = end;
      }
      return null;
    }
  }

  private static void affine(SparseMap map, long[] from, long[] wires, int next) {
    for (int r = 0; r < map.rows(); r++) {
      wires[next + r] = map.apply(r, from);
    }
  }

  private static void lookUp(Node.Lookup lookup, Noise noise, long[] wires, int next) {
    int[] inputs = lookup.inputs();
    int[] tableOf = lookup.tableOf();
    int outputs = lookup.tables().outputs();
    for (int i = 0; i < inputs.length; i++) {
      int first = next + i * outputs;
      long read = wires[inputs[i]] + noise.decision(inputs[i], first);
      for (int o = 0; o < outputs; o++) {
        wires[first + o] = lookup.tables().evaluate(tableOf[i], o, read) + noise.result(first + o);
      }
    }
  }
}
