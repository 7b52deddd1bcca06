package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Optional;

/**
 * How the outputs of a product of polynomials travel: each product has several of them at coefficients of equal
 * distances. {@link #of} says where each output is. Immutable.
 *
 * <p>An output that is a sum {@code Σ w_s x_s} of coefficients s below the stride is coefficient h of the product of
 * the query with a polynomial that has {@code w_s} at {@code X^(h - s)}. Outputs whose h are a stride apart need other
 * powers of X, so that one product has them all, given that all other coefficients of the query are zero. Output i is
 * coefficient {@code (i mod outputs) stride + stride - 1} of ciphertext {@code i / outputs}.
 *
 * @param outputs most outputs of one ciphertext, at least 2; all ciphertexts but the last have so many
 * @param stride distance of neighbouring outputs' coefficients, at least 1
 */
public record StridedPacking(int outputs, int stride) {
  public StridedPacking {
    if (outputs < 2 || stride < 1) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a packed answer has at least 2 outputs in a ciphertext, at"
          + " a distance of at least 1, not " + outputs + " at a distance of " + stride);
    }
  }

  /** Requires the outputs to fit in a polynomial: {@code INVALID_MODEL} otherwise. */
  public void requireFits(Parameters p) {
    if ((long) outputs * stride > p.polynomialSize()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, outputs + " outputs at a distance of " + stride
          + " do not fit in the " + p.polynomialSize() + " coefficients of " + p.id());
    }
  }

  /** GLWE ciphertexts of an answer of so many outputs. */
  public int ciphertexts(int count) {
    return (int) (((long) count + outputs - 1) / outputs);
  }

  /** Where each of {@code count} outputs is. */
  public AnswerPacking of(int count) {
    int[] ciphertext = new int[count];
    int[] coefficient = new int[count];
    for (int i = 0; i < count; i++) {
      ciphertext[i] = i / outputs;
      coefficient[i] = i % outputs * stride + stride - 1;
    }
    return new AnswerPacking(ciphertext, coefficient, Optional.of(this));
  }
}
