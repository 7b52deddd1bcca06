package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import java.util.Arrays;

/**
 * Takes outputs that are coefficients of GLWE wires into a packed answer as they are: the masks of each wire once and
 * one word of a body for each output. An LWE ciphertext of its own for each would be thousands of words that nobody
 * reads. Immutable and thread-safe.
 */
final class PackedOutputs {
  private static final int NONE = -1;

  private final Circuit circuit;
  private final AnswerPacking packing;
  /** The first output that a wire is, and the next one that the same wire is. */
  private final int[] firstOutput;
  private final int[] nextOutput;
  /** The output that brings the masks of each ciphertext. */
  private final int[] masksWith;

  /** For a circuit of which each output is extracted from a GLWE wire. */
  PackedOutputs(Circuit circuit, AnswerPacking packing) {
    this.circuit = circuit;
    this.packing = packing;
    int[] outputs = circuit.outputs();
    this.firstOutput = new int[circuit.wires()];
    this.nextOutput = new int[outputs.length];
    this.masksWith = new int[packing.ciphertexts()];
    Arrays.fill(firstOutput, NONE);
    for (int output = outputs.length - 1; output >= 0; output--) {
      nextOutput[output] = firstOutput[outputs[output]];
      firstOutput[outputs[output]] = output;
      masksWith[packing.ciphertext(output)] = output;
    }
  }

  /** An answer without outputs. */
  PackedAnswer begin() {
    return new PackedAnswer(circuit.parameters(), packing);
  }

  /**
   * Writes the outputs that an extracted wire is, if it is any.
   *
   * @param wire that is coefficient {@code coefficient} of {@code glwe}, k mask polynomials and a body
   */
  void write(PackedAnswer answer, int wire, long[] glwe, int coefficient) {
    int dimension = circuit.parameters().bigLweDimension();
    for (int output = firstOutput[wire]; output != NONE; output = nextOutput[output]) {
      int ciphertext = packing.ciphertext(output);
      answer.bodies()[output] = glwe[dimension + coefficient];
      if (masksWith[ciphertext] == output) {
        System.arraycopy(glwe, 0, answer.masks(), ciphertext * dimension, dimension);
      }
    }
  }
}
