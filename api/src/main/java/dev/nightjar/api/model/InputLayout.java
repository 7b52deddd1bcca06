package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which plaintext stands in which coefficient of the packed input. Slot {@code s} is coefficient {@code s mod N} of
 * GLWE ciphertext {@code s / N}; coefficients after the last slot are zero.
 *
 * @param encoding what a slot holds
 * @param deltaLog2 log2 of the torus word Δ that stands for 1, 0 to 63
 * @param feature feature of each slot; copied
 * @param threshold for {@link Encoding#UNARY} the level t of each slot, empty for {@link Encoding#INTEGER}; copied
 */
public record InputLayout(Encoding encoding, int deltaLog2, int[] feature, int[] threshold) {
  /** What a slot holds. */
  public enum Encoding {
    /** {@code Δ q(x)}: linear layers on the server cost no bootstrap. */
    INTEGER,
    /** {@code Δ [q(x) <= t]}: every comparison with a clear threshold is one sample extraction. */
    UNARY
  }

  public InputLayout {
    Objects.requireNonNull(encoding, "encoding");
    feature = feature.clone();
    threshold = threshold.clone();
    if (deltaLog2 < 0 || deltaLog2 > 63) {
      throw invalid("deltaLog2 lies in 0..63, not " + deltaLog2);
    }
    if (feature.length == 0) {
      throw invalid("a layout needs at least one slot");
    }
    if (threshold.length != (encoding == Encoding.UNARY ? feature.length : 0)) {
      throw invalid(feature.length + " slots have " + threshold.length + " thresholds");
    }
    for (int f : feature) {
      if (f < 0) {
        throw invalid("a slot holds feature " + f + "; features are numbered from 0");
      }
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** The feature of each slot, a copy. */
  @Override
  public int[] feature() {
    return feature.clone();
  }

  /** The level of each slot, a copy; empty for {@link Encoding#INTEGER}. */
  @Override
  public int[] threshold() {
    return threshold.clone();
  }

  /** Number of slots. */
  public int slots() {
    return feature.length;
  }

  /** GLWE ciphertexts for polynomials of N coefficients. */
  public int ciphertexts(int polynomialSize) {
    return (int) (((long) slots() + polynomialSize - 1) / polynomialSize);
  }

  /**
   * The message polynomials for quantised features.
   *
   * @param quantized one integer for each feature that the layout names
   * @return {@code ciphertexts(N) * N} torus words
   */
  public long[] plaintext(int[] quantized, int polynomialSize) {
    long[] out = new long[Math.multiplyExact(ciphertexts(polynomialSize), polynomialSize)];
    for (int s = 0; s < feature.length; s++) {
      int q = quantized[feature[s]];
      long message = encoding == Encoding.INTEGER ? q : q <= threshold[s] ? 1 : 0;
      out[s] = message << deltaLog2;
    }
    return out;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputLayout that && encoding == that.encoding && deltaLog2 == that.deltaLog2
        && Arrays.equals(feature, that.feature) && Arrays.equals(threshold, that.threshold);
  }

  @Override
  public int hashCode() {
    return Objects.hash(encoding, deltaLog2, Arrays.hashCode(feature), Arrays.hashCode(threshold));
  }
}
