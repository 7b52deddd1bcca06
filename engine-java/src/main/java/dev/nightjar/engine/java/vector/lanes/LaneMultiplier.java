package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BlindRotator.Group;
import dev.nightjar.engine.java.vector.lanes.LaneProduct.Layout;

/**
 * The third step of the external product in a {@link LaneRotator}: multiplies the digits of one row of points by key
 * and monomials, with the loop that is written for the shape.
 */
final class LaneMultiplier {
  private final Shape shape;
  private final boolean paired;
  private final Layout layout;
  private final LaneProduct.Bits bits;
  private final LaneFactors factors;
  /** The layout of {@link LaneFactors#POINTS} points of a row. */
  private final Layout few;
  private final boolean inPlace;
  private final double[] memory;
  /** Where the product of a row begins, if it is not written in place. */
  private final int product;
  private final LaneBlockProduct.PermutedDigits permuted;
  private final LaneMonomials monomials;
  private final LaneExchange exchange;

  /**
   * A multiplier for one shape.
   *
   * @param paired whether mask and body of a ciphertext lie in neighbouring lanes
   * @param layout of the digits
   * @param pointRows rows of points
   * @param memory where the digits are, with room for {@link #words} from {@code start} on
   */
  LaneMultiplier(Shape shape, boolean paired, Layout layout, int pointRows, double[] memory, int start) {
    this.shape = shape;
    this.paired = paired;
    this.layout = layout;
    this.memory = memory;
    this.inPlace = paired || shape.rows() == 2 && shape.columns() == 2;
    this.product = start;
    int permutedAt = start + productWords(layout);
    this.permuted = new LaneBlockProduct.PermutedDigits(permutedAt, 2 * layout.imaginary(),
        permutedWords(shape, layout));
    int monomialsAt = permutedAt + permutedWords(shape, layout) * shape.bitsPerStep();
    this.monomials = new LaneMonomials(shape.polynomialSize(), pointRows, layout.points(), memory, monomialsAt);
    this.bits = new LaneProduct.Bits(shape.bitsPerStep(), shape.ggswWords(), monomials.stride());
    int exchangeAt = monomialsAt + monomials.stride() * shape.bitsPerStep();
    this.exchange = new LaneExchange(shape, memory, exchangeAt);
    this.few = new Layout(layout.rows(), layout.columns(), layout.rowStride(), LaneFactors.POINTS, layout.imaginary());
    this.factors = new LaneFactors(shape, monomials, memory, exchangeAt + LaneExchange.words(shape));
  }

  /** Doubles that the multiplier of a shape takes. */
  static int words(Shape shape, Layout layout, int pointRows) {
    int eachBit = permutedWords(shape, layout) + LaneMonomials.words(pointRows, layout.points());
    return productWords(layout) + eachBit * shape.bitsPerStep() + LaneExchange.words(shape) + LaneFactors.words(shape);
  }

  /** Words of the product of one row of points. */
  private static int productWords(Layout layout) {
    return layout.columns() * 2 * layout.imaginary();
  }

  /** Words of the permuted digits of one row of points. */
  private static int permutedWords(Shape shape, Layout layout) {
    return shape.parts() > 1 ? layout.rows() * 2 * layout.imaginary() : 0;
  }

  /** The lane of a ciphertext's part and column. */
  int lane(int ciphertext, int part, int column) {
    return paired ? 2 * ciphertext + column : ciphertext * shape.parts() + part;
  }

  /** Prepares the monomials of the step that begins with this key bit. */
  void prepare(Group group, int bit) {
    int n = shape.lweDimension();
    for (int b = 0; b < shape.bitsPerStep(); b++) {
      for (int i = 0; i < group.count(); i++) {
        int exponent = group.exponents()[(group.first() + i) * (n + 1) + bit + b];
        for (int part = 0; part < shape.parts(); part++) {
          monomials.prepare(b, lane(i, part, 0), exchange.extension().exponent(exponent, part));
        }
        if (paired) {
          monomials.copy(b, lane(i, 0, 0), lane(i, 0, 1));
        }
        exchange.prepare(b, lane(i, 0, 0), exponent);
      }
    }
  }

  /** Where the product of a column is, for digits at {@code offset}. */
  int product(int offset, int column) {
    return inPlace ? offset + column * layout.rowStride() : product + column * 2 * layout.imaginary();
  }

  /**
   * Multiplies one row of points.
   *
   * @param keyAt where the GGSWs of the step have the row's points
   * @param offset where the digits' first row is
   * @param row number of the row of points
   */
  void multiply(double[] key, int keyAt, int offset, int row) {
    int rowFactor = monomials.offset(row);
    int placeFactors = monomials.offset(monomials.rows());
    if (shape.parts() > 1) {
      permuteDigits(offset);
      if (inPlace) {
        LaneBlockProduct.twoByTwoExtended(key, keyAt, memory, offset, layout, bits, memory, rowFactor, placeFactors,
            permuted);
      } else {
        LaneBlockProduct.extended(key, keyAt, memory, offset, product, layout, bits, memory, rowFactor, placeFactors,
            permuted);
      }
    } else if (paired && shape.ggswPerStep() == 1) {
      LaneBlockProduct.pairedBit(key, keyAt, memory, offset, layout, memory, rowFactor, placeFactors);
    } else if (inPlace && shape.ggswPerStep() == 1) {
      LaneProduct.twoByTwo(key, keyAt, memory, offset, layout, memory, rowFactor, placeFactors);
    } else {
      for (int place = 0; place < layout.points(); place += few.points()) {
        factors.prepare(row, place);
        multiplyFew(key, keyAt + 2 * shape.rows() * shape.columns() * place, offset + place * LANES,
            product + place * LANES);
      }
    }
  }

  /** Multiplies the points whose factors are prepared. */
  private void multiplyFew(double[] key, int keyAt, int offset, int to) {
    if (paired) {
      LaneBlockProduct.paired(key, keyAt, memory, offset, few, factors.bits(), memory, factors.start());
    } else if (inPlace) {
      LaneBlockProduct.twoByTwoBlock(key, keyAt, memory, offset, few, factors.bits(), memory, factors.start());
    } else if (few.rows() == 3 || few.rows() == 4) {
      multiplyColumns(key, keyAt, offset, to);
    } else {
      LaneProduct.general(key, keyAt, memory, offset, to, 2 * layout.imaginary(), few, factors.bits(), memory,
          factors.start());
    }
  }

  /** Column by column and GGSW by GGSW. */
  private void multiplyColumns(double[] key, int keyAt, int offset, int to) {
    for (int c = 0; c < few.columns(); c++) {
      int column = to + c * 2 * layout.imaginary();
      for (int b = 0; b < factors.bits().count(); b++) {
        int k = keyAt + 2 * LANES * few.rows() * c + b * factors.bits().keyStride();
        int factor = factors.start() + b * factors.bits().factorStride();
        if (few.rows() == 3) {
          LaneProduct.threeRows(key, k, memory, offset, column, few, memory, factor, Math.min(b, 1));
        } else {
          LaneProduct.fourRows(key, k, memory, offset, column, few, memory, factor, Math.min(b, 1));
        }
      }
    }
  }

  private void permuteDigits(int offset) {
    for (int b = 0; b < shape.bitsPerStep(); b++) {
      for (int r = 0; r < layout.rows(); r++) {
        exchange.move(b, memory, offset + r * layout.rowStride(),
            permuted.at() + b * permuted.bitStride() + r * permuted.rowStride(), 2 * layout.imaginary());
      }
    }
  }
}
