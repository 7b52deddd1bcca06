package dev.nightjar.engine.java.levelled;

import static dev.nightjar.engine.java.levelled.LevelledKernel.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.LevelledNoise;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loop of every kernel against exact arithmetic. */
class LevelledKernelTest extends KernelCases {
  @ParameterizedTest
  @MethodSource("cases")
  void aProductIsThatOfTheDigitsAndTheRows(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(1);
    double[] rows = doubles(LevelledKernel.blockSize(9, given.size()));
    long[][][] torus = block(random, kernel, 9, rows);
    long[] a = RingReference.random(random, given.size());
    long[] b = RingReference.random(random, given.size());

    kernel.decompose(0, FINE, placed(a), START);
    kernel.multiply(rows, START, 9, 0, 9);
    checkProduct(kernel, product(digits(a, FINE), torus, 0, 0), product(digits(a, FINE), torus, 0, 1), b,
        bound(5, 9, given.size()));

    kernel.decomposeDifference(0, COARSE, placed(a), START, placed(b), START);
    long[][] digits = digits(RingReference.sum(a, b, -1), COARSE);
    kernel.multiply(rows, START, 9, 4, 3);
    checkProduct(kernel, product(digits, torus, 4, 0), product(digits, torus, 4, 1), b, bound(13, 3, given.size()));
    kernel.multiply(rows, START, 9, 8, 1);
    checkProduct(kernel, product(Arrays.copyOf(digits, 1), torus, 8, 0), product(Arrays.copyOf(digits, 1), torus, 8, 1),
        b, bound(13, 1, given.size()));
  }

  /** What failure bounds count on; not far below either, or the formula could be better. */
  @ParameterizedTest
  @MethodSource("cases")
  void roundingErrorsOfAProductHaveTheVarianceOfTheFormula(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(8);
    double[] rows = doubles(LevelledKernel.blockSize(9, given.size()));
    long[][][] torus = block(random, kernel, 9, rows);
    for (Gadget gadget : new Gadget[] {FINE, new Gadget(7, 6), COARSE}) {
      int levels = gadget.level();
      double sum = 0;
      int rounds = 4 * 2048 / given.size();
      for (int i = 0; i < rounds; i++) {
        long[] a = RingReference.random(random, given.size());
        kernel.decompose(0, gadget, placed(a), START);
        kernel.multiply(rows, START, 9, 0, levels);
        long[] out = words(given.size());
        kernel.writeProduct(0, out, START);
        double[] errors = new double[given.size()];
        long[] expected = product(digits(a, gadget), torus, 0, 0);
        for (int j = 0; j < given.size(); j++) {
          errors[j] = (out[START + j] - expected[j]) * 0x1p-64;
        }
        sum += Arrays.stream(errors).map(x -> x * x).average().orElseThrow() / rounds;
      }
      assertThat(sum).as(gadget.toString()).isBetween(LevelledNoise.fft(gadget, given.size()) / 2,
          LevelledNoise.fft(gadget, given.size()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void digitsOfARotationAreThoseOfTheDifference(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(2);
    double[] rows = doubles(LevelledKernel.blockSize(3, given.size()));
    long[][][] torus = block(random, kernel, 3, rows);
    long[] a = RingReference.random(random, given.size());
    int n = given.size();
    for (int amount : new int[] {1, 3, 7, 8, 64, n - 1, n, n + 5, 2 * n - 1}) {
      kernel.decomposeRotation(0, COARSE, placed(a), START, amount);
      kernel.multiply(rows, START, 3, 0, 3);
      long[][] digits = digits(RingReference.sum(RingReference.rotate(a, amount), a, -1), COARSE);
      checkProduct(kernel, product(digits, torus, 0, 0), product(digits, torus, 0, 1), a, bound(13, 3, given.size()));
      long[] rotated = words(given.size());
      kernel.rotate(placed(a), START, amount, rotated, START);
      assertThat(RingReference.distance(rotated, START, RingReference.rotate(a, amount))).isZero();
    }
    long[] same = words(given.size());
    kernel.rotate(placed(a), START, 0, same, START);
    assertThat(same).isEqualTo(placed(a));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anAutomorphismAppliesToTheProductWithTheBodyAdded(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(3);
    double[] rows = doubles(LevelledKernel.blockSize(9, given.size()));
    long[][][] torus = block(random, kernel, 9, rows);
    long[] mask = RingReference.random(random, given.size());
    long[] body = RingReference.random(random, given.size());
    double[] spectrum = doubles(given.size());
    double[] sum = doubles(given.size());
    kernel.transform(placed(body), START, spectrum, START);
    kernel.decompose(0, FINE, placed(mask), START);
    long[][] digits = digits(mask, FINE);
    for (int doublings = 0; given.size() >> doublings >= 4; doublings++) {
      LevelledKernel.Step step = kernel.step(doublings, given.size() >> doublings >= 8 ? 4 : 2);
      for (int a = 0; a < step.galois().length; a++) {
        kernel.multiplyAutomorphism(step.permutations()[a], rows, START, 9, spectrum, START, sum, START);
        int g = step.galois()[a];
        long[] out = words(given.size());
        kernel.writeProduct(0, out, START);
        assertThat(RingReference.distance(out, START, RingReference.automorphism(product(digits, torus, 0, 0), g)))
            .isLessThan(bound(5, 9, given.size()));
        long[] second = RingReference.sum(product(digits, torus, 0, 1), body, 1);
        assertThat(RingReference.distance(back(kernel, sum), 0, RingReference.automorphism(second, g)))
            .isLessThan(bound(5, 9, given.size()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSpectrumThatWasPutInABlockIsAFactorThere(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(4);
    long[] a = RingReference.random(random, given.size());
    double[] spectrum = doubles(given.size());
    double[] set = doubles(LevelledKernel.blockSize(2, given.size()));
    double[] put = doubles(LevelledKernel.blockSize(2, given.size()));
    kernel.transform(placed(a), START, spectrum, START);
    assertThat(RingReference.distance(back(kernel, spectrum), 0, a)).isLessThan(0x1p-48);
    for (int column = 0; column < COLUMNS; column++) {
      kernel.setRow(set, START, 2, 1, column, placed(a), START);
      kernel.putRow(put, START, 2, 1, column, spectrum, START);
    }
    for (int i = 0; i < set.length; i++) {
      assertThat(put[i]).isCloseTo(set[i], org.assertj.core.data.Offset.offset(0x1p-50));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSchemeSwitchWritesARowOfAGgswCiphertext(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(5);
    double[] key = doubles(LevelledKernel.blockSize(3, given.size()));
    long[][][] torus = block(random, kernel, 3, key);
    long[] mask = RingReference.random(random, given.size());
    long[] body = RingReference.random(random, given.size());
    double[] spectrum = doubles(given.size());
    kernel.transform(placed(body), START, spectrum, START);
    kernel.decompose(0, COARSE, placed(mask), START);
    double[] ggsw = doubles(LevelledKernel.blockSize(5, given.size()));
    kernel.switchRow(key, START, 3, spectrum, START, ggsw, START, 5, 2);

    long[][] digits = digits(mask, COARSE);
    long[] out = words(given.size());
    kernel.getRow(ggsw, START, 5, 2, 0);
    kernel.writeProduct(0, out, START);
    assertThat(RingReference.distance(out, START, RingReference.sum(product(digits, torus, 0, 0), body, 1)))
        .isLessThan(bound(13, 3, given.size()));
    kernel.getRow(ggsw, START, 5, 2, 1);
    kernel.writeProduct(1, out, START);
    assertThat(RingReference.distance(out, START, product(digits, torus, 0, 1))).isLessThan(bound(13, 3, given.size()));

    long[] one = new long[given.size()];
    one[3] = 1L << 64 - 13;
    kernel.decompose(0, COARSE, placed(one), START);
    kernel.multiply(ggsw, START, 5, 2, 1);
    kernel.writeProduct(1, out, START);
    assertThat(RingReference.distance(out, START,
        RingReference.rotate(product(digits, torus, 0, 1), 2 * given.size() - 3)))
        .as("rows are factors").isLessThan(bound(13, 3, given.size()));
    assertThat(Arrays.stream(ggsw).filter(x -> x != 0).count()).as("other rows stay").isEqualTo(2L * given.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void childrenOfAStepAreItsCombinations(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(6);
    for (int doublings = 0; given.size() >> doublings >= 8; doublings++) {
      for (int arity = 2; arity <= 4; arity += 2) {
        LevelledKernel.Step step = kernel.step(doublings, arity);
        long[][] in = new long[4][];
        Arrays.setAll(in, i -> RingReference.random(random, given.size()));
        long[][] expected = children(in, arity, 1 << doublings);
        int stride = kernel.stride();
        long[] products = words(3 * stride);
        double[] sums = doubles(3 * stride);
        double[] body = doubles(given.size());
        kernel.transform(placed(in[0]), START, body, START);
        for (int i = 0; i < 3; i++) {
          System.arraycopy(in[i + 1], 0, products, START + i * stride, given.size());
          kernel.transform(placed(in[i + 1]), START, sums, START + i * stride);
        }
        int[] childAt = new int[arity];
        for (int c = 0; c < arity; c++) {
          childAt[c] = START + (arity - 1 - c) * stride;
        }
        long[] masks = words(4 * stride);
        double[] bodies = doubles(4 * stride);
        kernel.combineMasks(step, placed(in[0]), START, products, START, masks, childAt);
        kernel.combineBodies(step, body, START, sums, START, bodies, childAt);
        for (int c = 0; c < arity; c++) {
          assertThat(RingReference.distance(masks, childAt[c], expected[c])).as("%s, child %s", step, c).isZero();
          assertThat(RingReference.distance(back(kernel, bodies, childAt[c]), 0, expected[c])).isLessThan(0x1p-46);
        }
      }
    }
  }

  /** What {@link LevelledKernel#combineMasks} promises. */
  private static long[][] children(long[][] in, int arity, int s) {
    long[] even = RingReference.sum(in[0], in[1], 1);
    long[] odd = RingReference.sum(in[0], in[1], -1);
    if (arity == 2) {
      return new long[][] {even, RingReference.rotate(odd, s)};
    }
    long[] other = RingReference.sum(in[2], in[3], 1);
    long[] turned = RingReference.rotate(RingReference.sum(in[2], in[3], -1), in[0].length / 2);
    return new long[][] {RingReference.sum(even, other, 1),
        RingReference.rotate(RingReference.sum(even, other, -1), 2 * s),
        RingReference.rotate(RingReference.sum(odd, turned, 1), s),
        RingReference.rotate(RingReference.sum(odd, turned, -1), 3 * s)};
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wordsAreAddedExactly(Case given) {
    LevelledKernel kernel = given.kernel();
    SplittableRandom random = new SplittableRandom(7);
    long[] a = RingReference.random(random, given.size());
    long[] b = RingReference.random(random, given.size());
    long[] out = placed(b);
    kernel.add(placed(a), START, out, START);
    assertThat(RingReference.distance(out, START, RingReference.sum(a, b, 1))).isZero();
    for (long factor : new long[] {0, 1, -1, 4095, -8192, Long.MIN_VALUE + 12345}) {
      long[] sum = placed(b);
      kernel.addMultiple(factor, placed(a), START, sum, START);
      assertThat(RingReference.distance(sum, START, RingReference.sum(b, a, factor))).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threadsHaveKernelsOfTheirOwn(Case given) {
    LevelledKernel kernel = given.kernel();
    LevelledKernel other = kernel.forThread();
    assertThat(other).isNotSameAs(kernel);
    assertThat(other.polynomialSize()).isEqualTo(given.size());
    assertThat(other.rows()).isEqualTo(9);
    assertThat(kernel.stride()).isEqualTo(other.stride()).isGreaterThanOrEqualTo(given.size())
        .matches(stride -> stride % 8 == 0);
  }
}
