package dev.nightjar.plugin.linear;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.RangeRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How wide ranges may be and how many bits features and weights get, so that a model follows the float model closely
 * and values beyond the calibration rows are not clipped. Bits of features and weights cost nothing but the bits of a
 * sum, which the words of an answer have room for. Immutable once its choices are found.
 */
abstract class Grids {
  static final int LEAST_BITS = 8;
  private static final int MOST_BITS = 16;
  private static final int LEAST_WEIGHT_BITS = 8;
  private static final int MOST_WIDENING_LOG2 = 6;

  /** Few rows say little of the range that a feature has, so that it is widened more. */
  private static final int FEW_ROWS = 100;
  private static final int WANTED_WIDENING_LOG2 = 2;
  private static final int WANTED_OF_FEW_ROWS_LOG2 = 4;

  private final CompileRequest request;
  private final double mostError;
  private final int mostWeightBits;

  /**
   * A choice.
   *
   * @param bits of a feature
   * @param weightBits of the largest weight of a score
   * @param wideningLog2 log2 of how many times as wide as in the calibration rows ranges are
   * @param error of a score, 0 for none
   * @param sumBits bits of a sum
   */
  record Choice(int bits, int weightBits, int wideningLog2, double error, int sumBits) {
  }

  /**
   * Choices for a request.
   *
   * @param share the most error, as a share of the disagreement that the request allows
   * @param mostWeightBits most bits of the largest weight of a score
   */
  Grids(CompileRequest request, double share, int mostWeightBits) {
    this.mostWeightBits = mostWeightBits;
    this.request = request;
    this.mostError = share * (1 - Math.max(CompileRequest.DEFAULT_AGREEMENT, request.agreement()));
  }

  /** The error of a choice. */
  abstract double error(int bits, int weightBits, int wideningLog2);

  /** The quantizers of a choice. */
  abstract Uniform[] quantizers(int bits, int wideningLog2);

  /** The model on the grids of a choice, before offsets make up for its rounding. */
  abstract IntegerModel rounded(Uniform[] quantizers, int weightBits);

  /** All choices, the best first. */
  abstract List<Choice> choices();

  /** The model on the grids of a choice. */
  abstract IntegerModel integers(Choice choice);

  /** Most log2 of a widening: none where the request says what the ranges are. */
  final int mostWidening() {
    return request.ranges().equals(RangeRule.ROUNDED) ? MOST_WIDENING_LOG2 : 0;
  }

  /** Grids of so many equal steps, and weights of so many bits. */
  final List<Choice> equalSteps() {
    List<Choice> out = new ArrayList<>();
    boolean fixed = request.bits() != 0;
    for (int weightBits = LEAST_WEIGHT_BITS; weightBits <= mostWeightBits; weightBits++) {
      int more = rounded(quantizers(LEAST_BITS, 0), weightBits).rangeBits() - LEAST_BITS;
      int least = fixed ? request.bits() : LEAST_BITS;
      int most = fixed ? request.bits() : MOST_BITS;
      for (int bits = least; bits <= most; bits++) {
        int widening = mostWidening();
        while (widening > 0 && error(bits, weightBits, widening) > mostError) {
          widening--;
        }
        out.add(new Choice(bits, weightBits, widening, error(bits, weightBits, widening), bits + more));
      }
    }
    return out;
  }

  /** The best first: closest as long as they are not close enough, then widest. */
  final List<Choice> sorted(List<Choice> found) {
    List<Choice> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingDouble((Choice c) -> Math.max(mostError, c.error))
        .thenComparing(Comparator.comparingInt(Choice::wideningLog2).reversed())
        .thenComparingDouble(Choice::error));
    return sorted;
  }

  /** Choices whose sums have at most so many bits, the best first. */
  final List<Choice> within(int sumBits) {
    return choices().stream().filter(choice -> choice.sumBits() <= sumBits).toList();
  }

  /** Whether errors are as small as they should be. */
  final boolean isClose(Choice choice) {
    return choice.error <= mostError;
  }

  /** Whether ranges are as wide as they should be, and errors as small. */
  final boolean suffices(Choice choice) {
    int wanted = request.calibration().length < FEW_ROWS ? WANTED_OF_FEW_ROWS_LOG2 : WANTED_WIDENING_LOG2;
    return isClose(choice)
        && (choice.wideningLog2 >= wanted || !request.ranges().equals(RangeRule.ROUNDED));
  }
}
