package dev.nightjar.engine.java.keyswitch;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Chunks;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A keyswitching key rounded to the 32-bit torus, {@code [tile of columns][kN][level ℓ'…1][column]}, and the
 * keyswitch of a batch as a matrix product: digits times key, modulo 2^32.
 *
 * <p>32 bits are enough: what follows is a modulus switch to log2(2N) bits, and the rounding adds {@code kN
 * ℓ' (β²/12) (1 + n/2) 2^-64/12} to the variance, less than a thousandth of what the key's own noise does. A
 * tile (about 1 MiB) stays in the second-level cache while all ciphertexts of a batch pass by.
 */
public final class KeySwitchKey {
  /**
   * Ciphertexts whose digits are computed at a time. With more, digits would push the key's tile out of the
   * second-level cache.
   */
  private static final int CHUNK = 32;

  /** The first int to use: 16 bytes of array header and 12 ints are one cache line (see {@link Buffers}). */
  private static final int START = 12;

  private final Shape shape;
  private final Supplier<KeySwitchKernel> kernel;
  private final int width;
  private final int tiles;
  private final int[] values;
  private final Chunks<int[]> memory;

  private KeySwitchKey(Shape shape, Supplier<KeySwitchKernel> kernel, Chunks<int[]> memory) {
    this.shape = shape;
    this.memory = memory;
    this.kernel = kernel;
    this.width = kernel.get().tileWidth();
    this.tiles = shape.lweDimension() / width + 1;
    this.values = new int[Math.addExact(START, Math.multiplyExact(shape.keySwitchRows(), tiles * width))];
  }

  /**
   * Rounds a standard-domain key.
   *
   * @param kernel gives the kernel that each keyswitch begins with; all have tiles of the same width
   * @param memory for digits, see {@link #memory}
   */
  public static KeySwitchKey load(EvaluationKey key, Shape shape, Supplier<KeySwitchKernel> kernel,
      Chunks<int[]> memory, Workers workers) {
    KeySwitchKey loaded = new KeySwitchKey(shape, kernel, memory);
    workers.forRanges(shape.keySwitchRows(), (from, to) -> {
      MaskStream masks = key.part(KeyPart.KEYSWITCHING).masks();
      long[] row = new long[shape.lweDimension() + 1];
      for (int r = from; r < to; r++) {
        key.part(KeyPart.KEYSWITCHING).expand(masks, r, row, 0);
        for (int j = 0; j < row.length; j++) {
          loaded.values[loaded.tile(j / loaded.width) + r * loaded.width + j % loaded.width] = round(row[j]);
        }
      }
    });
    return loaded;
  }

  /** Memory for the digits of keyswitches, which all keys of a shape may share. */
  public static Chunks<int[]> memory(Shape shape) {
    return Chunks.ofInts(CHUNK * shape.keySwitchRows());
  }

  private int tile(int t) {
    return START + t * shape.keySwitchRows() * width;
  }

  /** The closest 32-bit torus element; ties upwards. */
  private static int round(long word) {
    return (int) ((word >>> 31) + 1 >>> 1);
  }

  /**
   * Switches ciphertexts of dimension kN to dimension n: {@code (0, …, 0, b) - Σ digit · row}. All threads
   * take part.
   *
   * @param in words, ciphertext {@code i} at {@code i (kN + 1)}
   * @param out receives ciphertext {@code i} at {@code i (n + 1)}
   */
  public void apply(long[] in, int count, int[] out, Workers workers) {
    int[] digits = memory.take();
    try {
      apply(in, count, out, digits, workers);
    } finally {
      memory.give(digits);
    }
  }

  private void apply(long[] in, int count, int[] out, int[] digits, Workers workers) {
    for (int first = 0; first < count; first += CHUNK) {
      int start = first;
      int size = Math.min(CHUNK, count - first);
      clearPadding(size, digits);
      workers.forRanges(size, (from, to) -> {
        for (int i = from; i < to; i++) {
          decompose(in, start + i, i, size, digits);
        }
      });
      workers.forRanges(tiles, (from, to) -> {
        for (int t = from; t < to; t++) {
          multiplyTile(t, in, start, size, digits, out);
        }
      });
    }
  }

  /**
   * The size of the group to which ciphertext {@code i} of a chunk belongs. The last 3 ciphertexts of a chunk are
   * padded to a group of 4, the fourth of which is not written; the last 1 or 2 are switched one by one.
   */
  private static int groupSize(int i, int size) {
    int place = i % KeySwitchKernel.GROUP;
    return size - (i - place) > KeySwitchKernel.GROUP / 2 ? KeySwitchKernel.GROUP : 1;
  }

  /** Ciphertexts of a chunk, the padding of its last group included. */
  private static int places(int size) {
    int last = groupSize(size - 1, size);
    return (size + last - 1) / last * last;
  }

  /** Makes a ciphertext that pads the last group zero, so that nothing is left there of another keyswitch. */
  private void clearPadding(int size, int[] digits) {
    int end = places(size);
    if (end > size) {
      int rows = shape.keySwitchRows();
      Arrays.fill(digits, (end - KeySwitchKernel.GROUP) * rows, end * rows, 0);
    }
  }

  private void decompose(long[] in, int ciphertext, int i, int size, int[] digits) {
    int group = groupSize(i, size);
    int rows = shape.keySwitchRows();
    int levels = shape.ksLevel();
    int[] ofWord = new int[levels];
    int at = ciphertext * (shape.bigDimension() + 1);
    int to = i / group * group * rows + i % group;
    for (int j = 0; j < shape.bigDimension(); j++) {
      Digits.decompose(in[at + j], shape.ksBaseLog(), levels, ofWord, 0);
      for (int l = 0; l < levels; l++, to += group) {
        digits[to] = ofWord[l];
      }
    }
  }

  private void multiplyTile(int t, long[] in, int start, int size, int[] digits, int[] out) {
    int rows = shape.keySwitchRows();
    int n = shape.lweDimension();
    int columns = Math.min(width, n + 1 - t * width);
    KeySwitchKernel product = kernel.get();
    int[] sums = new int[KeySwitchKernel.GROUP * width];
    for (int i = 0; i < size; ) {
      int group = groupSize(i, size);
      product.negatedProduct(values, tile(t), rows, digits, i * rows, group, sums);
      for (int g = 0; g < group && i < size; g++, i++) {
        System.arraycopy(sums, g * width, out, (start + i) * (n + 1) + t * width, columns);
        if (t == tiles - 1) {
          out[(start + i) * (n + 1) + n] += round(in[(start + i + 1) * (shape.bigDimension() + 1) - 1]);
        }
      }
    }
  }

  public long memoryBytes() {
    return (long) values.length * Integer.BYTES;
  }
}
