package dev.nightjar.engine.java.levelled;

import static dev.nightjar.engine.java.levelled.LevelledKernel.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Kernels and sizes for {@link LevelledKernelTest}, and how its tests feed them and read what they computed. */
abstract class KernelCases {
  static final int START = Buffers.START;
  static final Gadget FINE = new Gadget(5, 9);
  static final Gadget COARSE = new Gadget(13, 3);

  /** A kernel family and a polynomial size, and what the tests make of them. */
  record Case(String family, int size) {
    LevelledKernel kernel() {
      KernelFamily chosen = KernelChoice.choose(family);
      return chosen.levelled(size, 9).orElseThrow();
    }

    @Override
    public String toString() {
      return family + ", N = " + size;
    }
  }

  static Stream<Case> cases() {
    return Stream.of("plain", "vector")
        .filter(family -> family.equals("plain") || KernelChoice.vectorAvailable())
        .flatMap(family -> Stream.of(256, 512, 2048)
            .filter(size -> KernelChoice.choose(family).levelled(size, 1).isPresent())
            .map(size -> new Case(family, size)));
  }

  static long[] words(int count) {
    return new long[START + count];
  }

  static double[] doubles(int count) {
    return Buffers.allocate(count);
  }

  /** A polynomial of random words at {@code START}. */
  static long[] placed(long[] polynomial) {
    long[] words = words(polynomial.length);
    System.arraycopy(polynomial, 0, words, START, polynomial.length);
    return words;
  }

  /** What rounding errors of products of digits to a base and random words stay below: 8 deviations. */
  static double bound(int baseLog, int rows, int size) {
    return 8 * Math.sqrt(rows * size / 2048.0) * Math.scalb(1, baseLog) * Math.pow(2, -97.5 / 2);
  }

  /** Rows of a block in the torus. */
  static long[][][] block(SplittableRandom random, LevelledKernel kernel, int rows, double[] block) {
    int size = kernel.polynomialSize();
    long[][][] torus = new long[rows][COLUMNS][];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        torus[r][c] = RingReference.random(random, size);
        kernel.setRow(block, START, rows, r, c, placed(torus[r][c]), START);
      }
    }
    return torus;
  }

  static long[] product(long[][] digits, long[][][] torus, int first, int column) {
    long[] sum = new long[digits[0].length];
    for (int r = 0; r < digits.length; r++) {
      RingReference.addProduct(digits[r], torus[first + r][column], sum);
    }
    return sum;
  }

  static long[][] digits(long[] words, Gadget gadget) {
    long[][] digits = new long[gadget.level()][];
    Arrays.setAll(digits, l -> RingReference.digits(words, gadget, l + 1));
    return digits;
  }

  static void checkProduct(LevelledKernel kernel, long[] mask, long[] body, long[] base, double bound) {
    int size = mask.length;
    long[] out = words(2 * size);
    kernel.writeProduct(0, out, START);
    assertThat(RingReference.distance(out, START, mask)).isLessThan(bound);
    kernel.addProduct(1, placed(base), START, out, START + size);
    assertThat(RingReference.distance(out, START + size, RingReference.sum(body, base, 1))).isLessThan(bound);
  }

  /** The words of a spectrum, by way of a block. */
  static long[] back(LevelledKernel kernel, double[] spectrum) {
    return back(kernel, spectrum, START);
  }

  static long[] back(LevelledKernel kernel, double[] spectrum, int at) {
    int size = kernel.polynomialSize();
    double[] block = doubles(LevelledKernel.blockSize(2, size));
    kernel.putRow(block, START, 2, 1, 1, spectrum, at);
    kernel.getRow(block, START, 2, 1, 1);
    long[] out = words(size);
    kernel.writeProduct(1, out, START);
    return Arrays.copyOfRange(out, START, START + size);
  }
}
