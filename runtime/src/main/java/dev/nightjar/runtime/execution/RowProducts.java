package dev.nightjar.runtime.execution;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.LimbBound;
import dev.nightjar.api.engine.Products;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * The sums of an extraction as products of polynomials: a sum {@code Σ w_s x_s} over coefficients of a ciphertext is
 * coefficient h of its product with the polynomial that has w_s at {@code X^(h-s)}. Sums that are translations of each
 * other, as those of a convolution, are coefficients of one product. Exactly what adding one multiple of
 * a ciphertext for each term gives, and faster where sums have many terms. Of the bodies, only the coefficients that
 * are asked for are computed, without a transform. Immutable and thread-safe.
 */
final class RowProducts {
  /**
   * Time of a transform in units of adding a multiple of a ciphertext: about 20 to 1.5 µs in plain Java, 5 to 1.5 with
   * vectors.
   */
  static final int TRANSFORM_TERMS = 10;

  /** Limbs of a word for weights of up to some 12 bits. */
  static final int USUAL_LIMBS = 3;

  /** Polynomials that are kept at most: 64 MiB of them for N = 2048. */
  private static final int MOST_FACTORS = 4096;

  private final SparseMap map;
  private final int size;
  private final int k;
  private final int inputs;
  private final int outputs;
  private final int[] productOf;
  private final int[] coefficient;
  private final Products products;

  private RowProducts(SparseMap map, Parameters p, int[] productOf, int[] coefficient, Products products) {
    this.map = map;
    this.size = p.polynomialSize();
    this.k = p.glweDimension();
    this.inputs = map.columns() / size;
    this.outputs = Arrays.stream(productOf).max().orElseThrow() + 1;
    this.productOf = productOf;
    this.coefficient = coefficient;
    this.products = products;
  }

  /**
   * Products for rows of a map; empty where adding terms is faster, or weights are too large for exact products.
   *
   * @param productOf for each row the product that has it, numbered from 0; -1 for a row that none has
   * @param coefficient of its product that each row is, at least every coefficient that it reads
   * @param defines the rows, of those that have products, whose terms make up the factors of their products
   * @param engine makes products
   */
  static Optional<RowProducts> of(SparseMap map, Parameters p, int[] productOf, int[] coefficient,
      IntPredicate defines, Function<IntegerPolynomials, Products> engine) {
    int size = p.polynomialSize();
    int inputs = map.columns() / size;
    int outputs = Arrays.stream(productOf).max().orElse(-1) + 1;
    int terms = 0;
    for (int r = 0; r < map.rows(); r++) {
      terms += productOf[r] >= 0 ? map.start(r + 1) - map.start(r) : 0;
    }
    if (terms < TRANSFORM_TERMS * (inputs + outputs) || (long) inputs * outputs > MOST_FACTORS) {
      return Optional.empty();
    }
    long[] factors = new long[Math.multiplyExact(outputs * inputs, size)];
    for (int r = 0; r < map.rows(); r++) {
      for (int t = map.start(r); defines.test(r) && t < map.start(r + 1); t++) {
        int at = (productOf[r] * inputs + map.column(t) / size) * size;
        factors[at + coefficient[r] - map.column(t) % size] += map.weight(t);
      }
    }
    IntegerPolynomials polynomials = new IntegerPolynomials(size, outputs, inputs, factors);
    try {
      int limbs = LimbBound.limbs(LimbBound.bits(polynomials));
      return terms < (long) TRANSFORM_TERMS * limbs * (inputs + outputs) ? Optional.empty()
          : Optional.of(new RowProducts(map, p, productOf, coefficient, engine.apply(polynomials)));
    } catch (NightjarException tooLarge) {
      return Optional.empty();
    }
  }

  /** Whether a row has a product. */
  boolean has(int row) {
    return productOf[row] >= 0;
  }

  /** The mask polynomials of all products, ascending degree, k of each. */
  long[] masks(PackedCoefficients query) {
    long[] in = new long[inputs * k * size];
    query.copyMasks(in);
    long[] out = new long[outputs * k * size];
    products.multiply(k, in, out);
    return out;
  }

  /** The body of a row's output. */
  long body(PackedCoefficients query, int row) {
    return body(query, row, row);
  }

  /**
   * What the terms of one row add to the body of another of the same product; its own constant is added to its own.
   */
  long body(PackedCoefficients query, int terms, int row) {
    long sum = terms == row ? map.constant(row) : 0;
    for (int t = map.start(terms); t < map.start(terms + 1); t++) {
      int power = coefficient[terms] - map.column(t) % size;
      sum += map.weight(t) * query.rotatedBody(map.column(t) / size, power, coefficient[row]);
    }
    return sum;
  }

  /** A row as an LWE ciphertext, where the rows of its product are translations of each other. */
  long[] extract(PackedCoefficients query, long[] masks, int row) {
    long[] out = new long[k * size + 1];
    int h = coefficient[row];
    for (int c = 0; c < k; c++) {
      int from = (productOf[row] * k + c) * size;
      for (int j = 0; j < size; j++) {
        out[c * size + j] = j <= h ? masks[from + h - j] : -masks[from + size + h - j];
      }
    }
    out[k * size] = body(query, row);
    return out;
  }
}
