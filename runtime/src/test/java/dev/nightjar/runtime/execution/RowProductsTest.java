package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Dense sums run as products of polynomials, and give the very words that adding terms gives. */
class RowProductsTest {
  private final SplittableRandom random = new SplittableRandom(8);

  private Circuit circuit(Parameters p, int inputs, int features, int outputs) {
    SparseMap.Builder map = SparseMap.builder(inputs * p.polynomialSize());
    for (int i = 0; i < outputs; i++) {
      map.row(IntStream.range(0, features).toArray(), random.longs(features, -128, 128).toArray(), random.nextLong());
    }
    return new Circuit(p, inputs, List.of(new Node.Extract(map.build())), IntStream.range(0, outputs).toArray(), 64);
  }

  private static long[] words(Circuit circuit, PackedInput query, AtomicInteger products, boolean dense) {
    try (RowWorkers workers = new RowWorkers(2)) {
      return new CircuitExecutor(circuit, workers, factors -> {
        if (!dense) {
          throw new NightjarException(ErrorCode.INVALID_MODEL, "no products");
        }
        products.incrementAndGet();
        return new ExactProducts(factors);
      }).run(query, null, Cancellation.manual()).outputs().words();
    }
  }

  private void assertSame(Circuit circuit) {
    Parameters p = circuit.parameters();
    AtomicInteger products = new AtomicInteger();
    long[] plaintext = random.longs((long) circuit.inputs() * p.polynomialSize()).toArray();
    if (circuit.strided().isPresent()) {
      Arrays.fill(plaintext, circuit.strided().get().stride(), plaintext.length, 0);
    }
    try (TestCrypto crypto = new TestCrypto(p)) {
      PackedInput query = crypto.encrypt(plaintext);
      long[] found = words(circuit, query, products, true);
      assertThat(products).hasValue(1);
      assertThat(found).isEqualTo(words(circuit, query, products, false));
      long[] expected = ClearEvaluator.run(circuit, plaintext);
      int stride = p.bigLweDimension() + 1;
      long[] phases = crypto.phases(LweList.wrap(stride - 1, expected.length, found));
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(phases[i] - expected[i])).isLessThan(1L << 34);
      }
    }
  }

  @Test
  void sumsOverOneCiphertextAreTheSameWords() {
    for (Parameters p : List.of(TestCrypto.FLAT, TestCrypto.TALL)) {
      assertSame(circuit(p, 1, p.polynomialSize(), 9));
    }
  }

  @Test
  void sumsOverSeveralCiphertextsAreTheSameWords() {
    Parameters p = TestCrypto.TALL;
    assertSame(circuit(p, 3, 3 * p.polynomialSize(), 5));
  }

  @Test
  void packedSumsAreTheSameWords() {
    Parameters p = TestCrypto.FLAT;
    int stride = 40;
    int each = p.polynomialSize() / stride;
    assertSame(circuit(p, 1, stride, 3 * each + 1).packed(new StridedPacking(each, stride)));
  }

  /** Two kernels of 3 by 3 over a picture of 8 by 8, with a border of zeros. */
  private Circuit convolution(Parameters p, int channels) {
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    for (int channel = 0; channel < channels; channel++) {
      long[] kernel = random.longs(9, -128, 128).toArray();
      for (int at = 0; at < 64; at++) {
        int row = at / 8;
        int column = at % 8;
        int[] taps = IntStream.range(0, 9).filter(t -> row + t / 3 >= 1 && row + t / 3 <= 8 && column + t % 3 >= 1
            && column + t % 3 <= 8).toArray();
        map.row(Arrays.stream(taps).map(t -> (row + t / 3 - 1) * 8 + column + t % 3 - 1).toArray(),
            Arrays.stream(taps).mapToLong(t -> kernel[t]).toArray(), random.nextLong());
      }
    }
    return new Circuit(p, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, channels * 64).toArray(), 64);
  }

  @Test
  void sumsThatAreTranslationsOfEachOtherShareAProduct() {
    for (Parameters p : List.of(TestCrypto.FLAT, TestCrypto.TALL)) {
      assertSame(convolution(p, 3));
    }
    int[] outputs = new int[1];
    try (RowWorkers workers = new RowWorkers(1)) {
      new CircuitExecutor(convolution(TestCrypto.FLAT, 3), workers, factors -> {
        outputs[0] = factors.outputs();
        return new ExactProducts(factors);
      });
    }
    assertThat(outputs[0]).as("a product for the inside and some for the edges of each channel").isBetween(3, 15);
  }

  @Test
  void sparseSumsBesideDenseOnesAreAddedUp() {
    Parameters p = TestCrypto.FLAT;
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    for (int i = 0; i < 6; i++) {
      int terms = i % 2 == 0 ? p.polynomialSize() : i;
      map.row(IntStream.range(0, terms).toArray(), random.longs(terms, -100, 100).toArray(), random.nextLong());
    }
    map.row(new int[0], new long[0], 5);
    assertSame(new Circuit(p, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, 7).toArray(), 64));
  }

  @Test
  void sumsOfFewTermsAreAddedUp() {
    AtomicInteger products = new AtomicInteger();
    Parameters p = TestCrypto.FLAT;
    try (TestCrypto crypto = new TestCrypto(p)) {
      words(circuit(p, 1, 3, 50), crypto.encrypt(new long[p.polynomialSize()]), products, true);
    }
    assertThat(products).hasValue(0);
  }
}
