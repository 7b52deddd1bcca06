package dev.nightjar.engine.java.product;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Products;
import dev.nightjar.api.engine.ProductsContract;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Workers;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Products by the kernels of the engine are those of the integers, to the last bit. */
abstract class FourierProductsTest extends ProductsContract {
  private final Workers workers = new Workers(2);

  /** Name of the family. */
  abstract String family();

  @Override
  protected Products products(IntegerPolynomials factors) {
    PolynomialKernel kernel = KernelChoice.choose(family()).kernel(FourierProducts.shape(factors));
    return new FourierProducts(factors, () -> kernel, workers);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  @Test
  void manyOutputsOfManyInputsAreWhatPlainJavaGives() {
    SplittableRandom random = new SplittableRandom(9);
    IntegerPolynomials factors = new IntegerPolynomials(512, 17, 5, random.longs(17 * 5 * 512, -2000, 2001).toArray());
    long[] in = random.longs(5 * 2 * 512).toArray();
    long[] expected = new long[17 * 2 * 512];
    new ExactProducts(factors).multiply(2, in, expected);
    try (Products products = products(factors)) {
      for (int time = 0; time < 3; time++) {
        long[] found = new long[expected.length];
        products.multiply(2, in, found);
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void factorsOfZeroGiveZero() {
    long[] out = new SplittableRandom(2).longs(256).toArray();
    try (Products products = products(new IntegerPolynomials(256, 1, 1, new long[256]))) {
      products.multiply(1, new SplittableRandom(1).longs(256).toArray(), out);
    }
    assertThat(out).containsOnly(0);
  }

  @Test
  void whatIsClosedIsRefused() {
    Products products = products(new IntegerPolynomials(256, 1, 1, new long[256]));
    products.close();
    products.close();
    assertThat(products.memoryBytes()).isZero();
    assertRefused(ErrorCode.UNAVAILABLE, () -> products.multiply(1, new long[256], new long[256]), "closed");
  }
}
