package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;

/**
 * What travels of a query whose masks come from a seed: of the bodies the coefficients that a circuit reads, rounded to
 * as many bits as its failure bound allows. Encryptions of zero travel whole, as all their coefficients are read.
 * Immutable.
 *
 * <p>Rounding is done by the client to a ciphertext that is made, so that it tells nobody more; it adds an error of
 * {@code 2^-2b / 12} to the variance of a coefficient of b bits. A coefficient that is not sent reads as 0.
 *
 * @param words coefficients that travel of the bodies that hold features, from coefficient 0 of the first ciphertext on
 * @param bits of such a word, a multiple of 8 from 16 to 64
 * @param zeros encryptions of zero behind them
 * @param zeroBits bits of their words, the same; 64 where there are none
 */
public record ShortQuery(int words, int bits, int zeros, int zeroBits) {
  /** Fewest bits of a word. */
  public static final int LEAST_BITS = 16;

  private static final int BITS = 64;

  public ShortQuery {
    require(words >= 1, "a short query has at least one word, not " + words);
    require(isLength(bits) && isLength(zeroBits),
        "words of a query have 16, 24, 32, 40, 48, 56 or 64 bits, not " + bits + " and " + zeroBits);
    require(zeros >= 0 && zeros < PackedInput.MAX_CIPHERTEXTS, "a query has " + zeros + " encryptions of zero");
    require(zeros > 0 || zeroBits == BITS, "a query without encryptions of zero has none in words of " + zeroBits
        + " bits");
  }

  private static boolean isLength(int bits) {
    return bits >= LEAST_BITS && bits <= BITS && bits % Byte.SIZE == 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** GLWE ciphertexts that hold features. */
  public int ciphertexts(Parameters p) {
    return (int) (((long) words + p.polynomialSize() - 1) / p.polynomialSize());
  }

  /** Variance that rounding adds to a coefficient that holds a feature, relative to the torus. */
  public double variance() {
    return variance(bits);
  }

  /** Variance that rounding adds to a coefficient of an encryption of zero, relative to the torus. */
  public double zeroVariance() {
    return variance(zeroBits);
  }

  private static double variance(int bits) {
    return bits == BITS ? 0 : Math.scalb(1.0, -2 * bits) / 12;
  }
}
