package dev.nightjar.engine.java.product;

import static dev.nightjar.api.crypto.KeyPart.BOOTSTRAPPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.support.IntegerReference;
import dev.nightjar.engine.java.support.TestKeys;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** External products by themselves, as the steps of any circuit and not only of a blind rotation. */
class ExternalProductTest {
  /** Bits of a torus word that a double holds exactly, 53: with fewer, exact ties would decompose in either way. */
  private static final long EXACT_BITS = -1L << 11;

  /** A kernel, a product with memory of its own, and GLWE ciphertexts in the layout of accumulators. */
  private static final class Bench {
    final Shape shape;
    final PolynomialKernel kernel;
    final ExternalProduct product;

    Bench(String family, Parameters parameters) {
      this.shape = Shape.of(parameters);
      this.kernel = KernelChoice.choose(family).kernel(shape);
      this.product = new ExternalProduct(shape, kernel, Buffers.allocate(ExternalProduct.words(shape)), Buffers.START);
    }

    int words() {
      return shape.columns() * kernel.accumulatorStride();
    }

    FourierGgsw ggsw(EvaluationKey key, int index) {
      FourierGgsw ggsw =
          new FourierGgsw(shape, kernel.interleave(), Buffers.allocate(shape.ggswWords()), Buffers.START);
      long[] words = new long[shape.columns() * shape.polynomialSize()];
      double[] polynomial = Buffers.allocate(shape.polynomialSize());
      for (int row = 0; row < shape.rows(); row++) {
        key.part(BOOTSTRAPPING).expand(key.part(BOOTSTRAPPING).masks(), index * shape.rows() + row, words, 0);
        ggsw.setRow(kernel, row, words, polynomial);
      }
      return ggsw;
    }

    void write(long[][] glwe, double[] memory, int at) {
      for (int c = 0; c < shape.columns(); c++) {
        int to = at + c * kernel.accumulatorStride();
        for (int j = 0; j < shape.polynomialSize(); j++) {
          memory[to + j] = Torus.fromWord(glwe[c][j]);
        }
        kernel.mirrorTail(memory, to);
      }
    }

    long[][] read(double[] memory, int at) {
      long[][] glwe = new long[shape.columns()][shape.polynomialSize()];
      for (int c = 0; c < shape.columns(); c++) {
        for (int j = 0; j < shape.polynomialSize(); j++) {
          glwe[c][j] = Torus.toWord(memory[at + c * kernel.accumulatorStride() + j]);
        }
      }
      return glwe;
    }
  }

  /** The bound is that of the transform's rounding, ten standard deviations, as for a step of a rotator. */
  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4}")
  @CsvSource({"plain, 1, 512, 23, 1", "plain, 2, 256, 10, 2", "plain, 1, 1024, 7, 3", "vector, 1, 512, 23, 1",
      "vector, 2, 256, 10, 2", "vector, 1, 1024, 7, 3", "vector, 3, 512, 17, 1", "vector, 1, 2048, 15, 2"})
  void aProductAddedToACiphertextEqualsExactIntegerArithmetic(String family, int k, int size, int base, int level) {
    Parameters parameters = TestKeys.parameters(2, k, size, base, level, 4, 3, 40, 17);
    EvaluationKey key = TestKeys.random(parameters, size);
    Bench bench = new Bench(family, parameters);
    SplittableRandom random = new SplittableRandom(k);
    long[][] factor = random(random, k + 1, size);
    long[][] sum = random(random, k + 1, size);
    double[] memory = Buffers.allocate(2 * bench.words());
    int factorAt = Buffers.START;
    int sumAt = Buffers.START + bench.words();
    bench.write(factor, memory, factorAt);
    bench.write(sum, memory, sumAt);

    bench.product.decompose(memory, factorAt);
    bench.product.multiply(bench.ggsw(key, 1));
    bench.product.addTo(memory, sumAt);

    long[][] found = bench.read(memory, sumAt);
    long[][] product = new IntegerReference(key, true).externalProduct(1, factor);
    double bound = 30 * 0x1p-53 * Math.sqrt((k + 1.0) * level * size) * (1 << base) / 12 + 0x1p-52;
    for (int c = 0; c <= k; c++) {
      for (int j = 0; j < size; j++) {
        double error = Math.abs((double) (found[c][j] - sum[c][j] - product[c][j])) * 0x1p-64;
        assertThat(error).as("column %d coefficient %d", c, j).isLessThan(bound);
      }
    }
    assertThat(bench.read(memory, factorAt)).isDeepEqualTo(factor);
  }

  private static long[][] random(SplittableRandom random, int polynomials, int size) {
    long[][] words = new long[polynomials][];
    for (int c = 0; c < polynomials; c++) {
      words[c] = random.longs(size).map(word -> word & EXACT_BITS).toArray();
    }
    return words;
  }

  /** {@code d_0 + GGSW(b) ⊡ (d_1 - d_0)} is {@code d_b}: the node of a decision tree. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "vector"})
  void anEncryptedBitSelectsOneOfTwoCiphertexts(String family) {
    Parameters parameters = TestKeys.parameters(8, 1, 512, 18, 1, 4, 4, 30, 17);
    TestKeys keys = new TestKeys(parameters, 3);
    EvaluationKey key = keys.evaluationKey();
    Bench bench = new Bench(family, parameters);
    long[][][] choices = new long[2][2][512];
    for (int j = 0; j < 512; j++) {
      choices[0][1][j] = (long) (j % 16) << 60;
      choices[1][1][j] = (long) (j * 5 % 16) << 60;
    }
    assertThat(keys.small).contains(0, 1);
    for (int bit = 0; bit < 8; bit++) {
      double[] memory = Buffers.allocate(2 * bench.words());
      int first = Buffers.START;
      int second = Buffers.START + bench.words();
      bench.write(choices[0], memory, first);
      bench.write(choices[1], memory, second);
      bench.product.decomposeDifference(memory, first, second, 0);
      bench.product.multiply(bench.ggsw(key, bit));
      bench.product.addTo(memory, first);
      long[] phase = keys.glwePhase(bench.read(memory, first));
      for (int j = 0; j < 512; j++) {
        double error = Math.abs((double) (phase[j] - choices[keys.small[bit]][1][j]));
        assertThat(error).as("bit %d coefficient %d", bit, j).isLessThan(0x1p57);
      }
    }
  }
}
