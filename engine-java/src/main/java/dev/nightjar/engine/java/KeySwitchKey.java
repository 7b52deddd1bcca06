package dev.nightjar.engine.java;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;

/**
 * A keyswitching key rounded to the 32-bit torus, row-major, {@code [kN][level ℓ'…1][n + 1]}, and the keyswitch itself.
 *
 * <p>32 bits are enough: what follows is a modulus switch to log2(2N) bits, and the rounding adds
 * {@code kN ℓ' (β²/12) (1 + n/2) 2^-64/12} to the variance, less than a thousandth of what the key's own noise does.
 */
final class KeySwitchKey {
  /** Rows that are applied to every ciphertext of a batch before the next rows are read; about 256 KiB of key. */
  private static final int BLOCK_ROWS = 64;

  private final Shape shape;
  private final int[] values;
  private final int stride;

  private KeySwitchKey(Shape shape) {
    this.shape = shape;
    this.stride = shape.lweDimension() + 1;
    this.values = new int[Math.multiplyExact(shape.keySwitchRows(), stride)];
  }

  static KeySwitchKey load(EvaluationKey key, Shape shape, Workers workers) {
    KeySwitchKey loaded = new KeySwitchKey(shape);
    workers.forRanges(shape.keySwitchRows(), (from, to) -> {
      MaskStream masks = key.kskMasks();
      long[] row = new long[loaded.stride];
      for (int r = from; r < to; r++) {
        key.expandKskRow(masks, r, row, 0);
        for (int j = 0; j < row.length; j++) {
          loaded.values[r * loaded.stride + j] = round(row[j]);
        }
      }
    });
    return loaded;
  }

  /** The closest 32-bit torus element; ties upwards. */
  private static int round(long word) {
    return (int) ((word >>> 31) + 1 >>> 1);
  }

  /**
   * Switches {@code count} ciphertexts of dimension kN to dimension n: {@code (0, …, 0, b) - Σ digit · row}.
   *
   * @param in words, ciphertext {@code i} at {@code at + i (kN + 1)}
   * @param out receives ciphertext {@code i} at {@code i (n + 1)}
   */
  void apply(long[] in, int at, int count, int[] out) {
    int big = shape.bigDimension();
    int rows = shape.keySwitchRows();
    int[] digits = new int[count * rows];
    for (int i = 0; i < count; i++) {
      int ct = at + i * (big + 1);
      for (int j = 0; j < big; j++) {
        Digits.decompose(in[ct + j], shape.ksBaseLog(), shape.ksLevel(), digits, i * rows + j * shape.ksLevel());
      }
      java.util.Arrays.fill(out, i * stride, (i + 1) * stride, 0);
      out[i * stride + stride - 1] = round(in[ct + big]);
    }
    int[] sum = new int[stride];
    for (int from = 0; from < rows; from += BLOCK_ROWS) {
      int to = Math.min(rows, from + BLOCK_ROWS);
      for (int i = 0; i < count; i++) {
        System.arraycopy(out, i * stride, sum, 0, stride);
        for (int r = from; r < to; r++) {
          subtractRow(digits[i * rows + r], values, r * stride, sum);
        }
        System.arraycopy(sum, 0, out, i * stride, stride);
      }
    }
  }

  private static void subtractRow(int digit, int[] values, int at, int[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] -= digit * values[at + j];
    }
  }

  long memoryBytes() {
    return (long) values.length * Integer.BYTES;
  }
}
