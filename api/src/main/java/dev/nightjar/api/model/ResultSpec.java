package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * How one ciphertext of the answer is read: the phase is rounded to the integer
 * {@code v = round(phase / 2^deltaLog2)} modulo {@code 2^(64 - deltaLog2)}, and {@code scale * v} is added to a score.
 *
 * @param deltaLog2 log2 of the torus word that stands for 1, 1 to 63
 * @param signed whether v lies in {@code [-2^(b-1), 2^(b-1))} with {@code b = 64 - deltaLog2}, else in {@code [0, 2^b)}
 * @param score index of the score that it adds to
 * @param scale weight in that score
 */
public record ResultSpec(int deltaLog2, boolean signed, int score, double scale) {
  public ResultSpec {
    if (deltaLog2 < 1 || deltaLog2 > 63 || score < 0 || !Double.isFinite(scale)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a result has deltaLog2 in 1..63, a score index and a "
          + "finite scale, not " + deltaLog2 + ", " + score + ", " + scale);
    }
  }

  /** The integer that a phase stands for. */
  public long integer(long phase) {
    long rounded = phase + (1L << (deltaLog2 - 1));
    return signed ? rounded >> deltaLog2 : rounded >>> deltaLog2;
  }

  /** The torus distance at which {@link #integer} goes wrong: half of {@code 2^deltaLog2 / 2^64}. */
  public double margin() {
    return Math.scalb(1.0, deltaLog2 - 65);
  }
}
