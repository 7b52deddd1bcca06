package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.machine.Buffers;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Two kernels that do the same to the same words; for tests in JVMs with vectors of another width. */
public final class KernelComparison {
  private static final int START = Buffers.START;
  private static final int ROWS = 5;

  private KernelComparison() {}

  /** The largest difference between the words that both make, in units of the torus. */
  public static double worstDifference(LevelledKernel one, LevelledKernel other) {
    double worst = 0;
    for (int doublings : new int[] {0, 1, 3, 5, 6}) {
      for (int arity : new int[] {2, 4}) {
        long[] a = run(one, doublings, arity);
        long[] b = run(other, doublings, arity);
        for (int i = 0; i < a.length; i++) {
          worst = Math.max(worst, Math.abs((double) (a[i] - b[i])) * 0x1p-64);
        }
      }
    }
    return worst;
  }

  /** A node's children, then a row that is switched and multiplied, all as words. */
  private static long[] run(LevelledKernel kernel, int doublings, int arity) {
    int size = kernel.polynomialSize();
    int stride = kernel.stride();
    SplittableRandom random = new SplittableRandom(doublings);
    long[] words = random.longs(START + 2L * stride).toArray();
    long[] row = new long[START + size];
    double[] block = Buffers.allocate(LevelledKernel.blockSize(ROWS, size));
    double[] key = Buffers.allocate(LevelledKernel.blockSize(3, size));
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < LevelledKernel.COLUMNS; c++) {
        Arrays.setAll(row, i -> random.nextLong());
        kernel.setRow(block, START, ROWS, r, c, row, START);
        if (r < 3) {
          kernel.setRow(key, START, 3, r, c, row, START);
        }
      }
    }
    double[] body = Buffers.allocate(stride);
    kernel.transform(words, START + stride, body, START);
    LevelledKernel.Step step = kernel.step(doublings, arity);
    double[] sums = Buffers.allocate(3 * stride);
    long[] products = new long[START + 3 * stride];
    kernel.decompose(0, new Gadget(8, ROWS), words, START);
    for (int a = 0; a < arity - 1; a++) {
      kernel.multiplyAutomorphism(step.permutations()[a], block, START, ROWS, body, START, sums, START + a * stride);
      kernel.writeProduct(0, products, START + a * stride);
    }
    int[] childAt = {START, START + stride, START + 2 * stride, START + 3 * stride};
    long[] masks = new long[START + 4 * stride];
    double[] bodies = Buffers.allocate(4 * stride);
    kernel.combineMasks(step, words, START, products, START, masks, childAt);
    kernel.combineBodies(step, body, START, sums, START, bodies, childAt);
    long[] out = new long[(arity + 2) * size];
    for (int c = 0; c < arity; c++) {
      System.arraycopy(masks, childAt[c], out, c * size, size);
    }
    kernel.decompose(0, new Gadget(13, 3), words, START);
    kernel.switchRow(key, START, 3, bodies, childAt[1], block, START, ROWS, 4);
    kernel.getRow(block, START, ROWS, 4, 0);
    kernel.writeProduct(0, row, START);
    System.arraycopy(row, START, out, arity * size, size);
    kernel.decomposeRotation(0, new Gadget(7, 4), words, START, 77);
    kernel.multiply(block, START, ROWS, 0, 4);
    kernel.addProduct(1, words, START, row, START);
    System.arraycopy(row, START, out, (arity + 1) * size, size);
    return out;
  }
}
