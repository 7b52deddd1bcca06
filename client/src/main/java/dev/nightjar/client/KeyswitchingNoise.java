package dev.nightjar.client;

import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;

/**
 * Which of the noise that could be drawn for a keyswitching key is used. The noise of a keyswitch is that of the key's
 * rows, times digits of the mask, so that it depends on the one key that is used for all ciphertexts:
 *
 * <ul>
 *   <li>its variance grows with the sum of the squares of the key's noise;
 *   <li>the highest digit's mean is not zero but close to 1/2, for its ties stay at half the base, so that the sum of
 *       the noise of the rows of the highest level shifts the phases of all ciphertexts alike.
 * </ul>
 *
 * <p>The noise is drawn anew as a whole until the sum of squares is at most its mean and the square of that sum at most
 * the sum of the squares it is made of, both of which the formula counts: shift and variance together are then within
 * the formula's variance for each key. A third of all noise is so, which costs 1.6 bits of its entropy: what is won
 * against such a key with some probability is won against one of any noise with a third of that at least. How often
 * noise was drawn tells nothing about the last.
 *
 * <p>Constant time: no branch but the one on the noise of a whole key, and no index, depends on it.
 */
final class KeyswitchingNoise {
  /** Bits of the noise whose squares are added: the sum over the rows of a key then fits a word. */
  private static final int BITS = 20;

  private final Parameters p;
  private final SecretStream stream;
  private final long[] piece;
  private long squares;
  private long highestSum;
  private long highestSquares;

  private KeyswitchingNoise(Parameters p, SecretStream stream) {
    this.p = p;
    this.stream = stream;
    piece = new long[EvaluationKeyRows.COEFFICIENTS_PER_PIECE * p.ksLevel()];
  }

  /**
   * Number of the first draw that is used, 0 for a set for tests, which protects nothing: equal seeds gave those keys
   * before there was a choice.
   */
  static int draw(Parameters p, SecretStream stream) {
    KeyswitchingNoise noise = new KeyswitchingNoise(p, stream);
    try {
      int draw = 0;
      while (!p.insecure() && !noise.isKept(draw)) {
        draw++;
      }
      return draw;
    } finally {
      Arrays.fill(noise.piece, 0);
    }
  }

  /** Index of the stream that a piece of the key takes its noise from. */
  static long index(int draw, int firstCoefficient) {
    return (long) draw << Integer.SIZE | firstCoefficient;
  }

  private boolean isKept(int draw) {
    squares = 0;
    highestSum = 0;
    highestSquares = 0;
    TUniform distribution = p.lweNoise();
    int shift = Math.max(0, distribution.boundLog2() - BITS);
    long half = 1L << shift >> 1;
    int coefficients = p.bigLweDimension();
    for (int first = 0; first < coefficients; first += EvaluationKeyRows.COEFFICIENTS_PER_PIECE) {
      int rows = Math.min(EvaluationKeyRows.COEFFICIENTS_PER_PIECE, coefficients - first) * p.ksLevel();
      Arrays.fill(piece, 0);
      stream.seek(SecretRandom.Domain.KEYSWITCHING_KEY, index(draw, first));
      stream.addNoise(distribution, piece, 0, rows);
      for (int row = 0; row < rows; row++) {
        add(piece[row] + half >> shift, (row + 1) % p.ksLevel() == 0 ? 1 : 0);
      }
    }
    double mean = Math.scalb(distribution.variance(), 2 * (Long.SIZE - shift)) * coefficients * p.ksLevel();
    return squares <= mean & (double) highestSum * highestSum <= highestSquares;
  }

  /** The rows of a coefficient descend to level 1, the highest digit. */
  private void add(long noise, int highest) {
    squares += noise * noise;
    highestSum += highest * noise;
    highestSquares += highest * noise * noise;
  }
}
