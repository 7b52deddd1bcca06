package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the outputs of a circuit are that travel as coefficients of GLWE ciphertexts: one mask for all outputs of a
 * ciphertext, and of its body only the coefficients that are outputs. Immutable and thread-safe.
 */
public final class AnswerPacking {
  private final int[] ciphertext;
  private final int[] coefficient;
  private final int ciphertexts;
  private final Optional<StridedPacking> strided;

  /**
   * A packing; the arrays are copied.
   *
   * @param ciphertext of each output; ciphertexts are numbered from 0 in the order in which outputs first name them
   * @param coefficient of it that each output is
   * @throws NightjarException {@code INVALID_MODEL} when the arrays differ in length, a ciphertext is named
   *     before the one with the number below it, or a coefficient is negative
   */
  public AnswerPacking(int[] ciphertext, int[] coefficient) {
    this(ciphertext, coefficient, Optional.empty());
  }

  /** The same with the rule that it follows. */
  AnswerPacking(int[] ciphertext, int[] coefficient, Optional<StridedPacking> strided) {
    this.ciphertext = ciphertext.clone();
    this.coefficient = coefficient.clone();
    if (ciphertext.length != coefficient.length) {
      throw invalid(ciphertext.length + " outputs of a packed answer have " + coefficient.length + " coefficients");
    }
    int named = 0;
    for (int i = 0; i < ciphertext.length; i++) {
      if (ciphertext[i] < 0 || ciphertext[i] > named) {
        throw invalid("output " + i + " of a packed answer is in ciphertext " + ciphertext[i] + " where those before it"
            + " are in " + named);
      }
      if (coefficient[i] < 0) {
        throw invalid("output " + i + " of a packed answer is coefficient " + coefficient[i]);
      }
      named = Math.max(named, ciphertext[i] + 1);
    }
    this.ciphertexts = named;
    this.strided = strided;
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** Requires the coefficients to be those of polynomials of a set: {@code INVALID_MODEL} otherwise. */
  public void requireFits(Parameters p) {
    for (int c : coefficient) {
      if (c >= p.polynomialSize()) {
        throw invalid("a packed answer has coefficient " + c + " where " + p.id() + " has " + p.polynomialSize());
      }
    }
  }

  /** Number of outputs. */
  public int count() {
    return ciphertext.length;
  }

  /** Number of GLWE ciphertexts. */
  public int ciphertexts() {
    return ciphertexts;
  }

  /** The ciphertext of an output. */
  public int ciphertext(int output) {
    return ciphertext[output];
  }

  /** The coefficient of its ciphertext that an output is. */
  public int coefficient(int output) {
    return coefficient[output];
  }

  /** The rule that it was made by, {@link StridedPacking#of}; empty where it was given output by output. */
  public Optional<StridedPacking> strided() {
    return strided;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AnswerPacking that && Arrays.equals(ciphertext, that.ciphertext)
        && Arrays.equals(coefficient, that.coefficient) && strided.equals(that.strided);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ciphertext) + Arrays.hashCode(coefficient);
  }

  @Override
  public String toString() {
    return "AnswerPacking[" + count() + " outputs in " + ciphertexts + " GLWE]";
  }
}
