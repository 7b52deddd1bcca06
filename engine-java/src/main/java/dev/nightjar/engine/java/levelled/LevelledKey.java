package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Automorphism and scheme-switching keys in the Fourier domain.
 *
 * <p>A key switch subtracts digits times key rows; rows are negated here, so that everything is added. Those of an
 * automorphism {@code σ} are stored as their images under {@code σ^-1}: then {@code σ} applies to the product, and the
 * digits of one decomposition serve all automorphisms of a step (hoisting). In a block, the most significant level
 * comes first, as in the digits.
 */
final class LevelledKey {
  private final LevelledShape shape;
  private final double[] values;
  /** Where the blocks of a step's automorphisms begin. */
  private final int[][] automorphisms;
  private final int schemeSwitch;

  /** A block and where its rows are in the key. */
  private record Block(KeyPart part, int firstRow, int levels, int at, int galois, int sign) {}

  private final List<Block> blocks = new ArrayList<>();

  private LevelledKey(LevelledShape shape) {
    this.shape = shape;
    int n = shape.polynomialSize();
    int at = Buffers.START;
    int row = 0;
    this.automorphisms = new int[shape.levelled().expansion().size()][];
    for (int i = 0; i < automorphisms.length; i++) {
      int levels = shape.levelled().expansion().get(i).gadget().level();
      int[] galois = shape.levelled().galoisElements(i, n);
      automorphisms[i] = new int[galois.length];
      for (int a = 0; a < galois.length; a++) {
        automorphisms[i][a] = at;
        blocks.add(new Block(KeyPart.AUTOMORPHISM, row, levels, at, inverse(galois[a], 2 * n), -1));
        row += levels;
        at += LevelledKernel.blockSize(levels, n);
      }
    }
    this.schemeSwitch = at;
    int levels = shape.levelled().schemeSwitch().level();
    blocks.add(new Block(KeyPart.SCHEME_SWITCH, 0, levels, at, 1, 1));
    this.values = Buffers.allocate(at + LevelledKernel.blockSize(levels, n) - Buffers.START);
  }

  /** The inverse of an odd number modulo a power of two; each round of Newton's doubles the bits that are right. */
  static int inverse(int odd, int powerOfTwo) {
    int inverse = odd;
    for (int right = 3; right < Integer.SIZE; right *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse & powerOfTwo - 1;
  }

  /** Transforms a standard-domain key; its rows are spread over all threads. */
  static LevelledKey load(EvaluationKey key, LevelledPool pool, Workers workers) {
    LevelledKey loaded = new LevelledKey(pool.shape());
    List<Runnable> tasks = new ArrayList<>();
    for (Block block : loaded.blocks) {
      SeededRows rows = key.part(block.part);
      tasks.add(() -> {
        LevelledContext context = pool.take();
        loaded.fill(block, rows, context);
        pool.give(context);
      });
    }
    workers.runAll(tasks);
    return loaded;
  }

  private void fill(Block block, SeededRows rows, LevelledContext context) {
    int n = shape.polynomialSize();
    MaskStream masks = rows.masks();
    long[] words = new long[LevelledKernel.COLUMNS * n];
    for (int i = 0; i < block.levels; i++) {
      rows.expand(masks, block.firstRow + i, words, 0);
      for (int column = 0; column < LevelledKernel.COLUMNS; column++) {
        image(words, column * n, block, context.words, context.at(0));
        context.kernel.setRow(values, block.at, block.levels, block.levels - 1 - i, column, context.words,
            context.at(0));
      }
    }
  }

  /** The image of a polynomial under an automorphism, negated if the block is to be. */
  private void image(long[] polynomial, int from, Block block, long[] image, int to) {
    int n = shape.polynomialSize();
    for (int j = 0, power = 0; j < n; j++, power = power + block.galois & 2 * n - 1) {
      long word = block.sign * polynomial[from + j];
      image[to + (power & n - 1)] = power < n ? word : -word;
    }
  }

  double[] values() {
    return values;
  }

  /** Where the block of an automorphism begins. */
  int automorphism(int step, int index) {
    return automorphisms[step][index];
  }

  /** Decomposition of a step. */
  Gadget gadget(int step) {
    return shape.levelled().expansion().get(step).gadget();
  }

  /** Where the block of the scheme-switching key begins. */
  int schemeSwitch() {
    return schemeSwitch;
  }

  long memoryBytes() {
    return (long) values.length * Double.BYTES;
  }
}
