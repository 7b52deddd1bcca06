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

  /** By this factor errors may differ that are about the same. */
  private static final double ABOUT = 1.1;

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

  /**
   * Of the choices that are close enough, or about as close as any, those of which none has both smaller sums and
   * smaller weights: they leave most room for noise, and make little of it.
   *
   * @param sumBits most bits of a sum
   * @param leastWideningLog2 log2 of how many times as wide as in the calibration rows ranges are at least
   */
  final List<Choice> frugal(int sumBits, int leastWideningLog2) {
    double least = choices().stream().mapToDouble(Choice::error).min().orElse(0);
    double most = least == 0 ? 0 : Math.max(mostError, ABOUT * least);
    List<Choice> close = within(sumBits).stream().filter(choice -> choice.error <= most)
        .filter(choice -> choice.wideningLog2 >= leastWideningLog2).toList();
    return close.stream().filter(choice -> close.stream().noneMatch(other -> other.sumBits <= choice.sumBits
        && other.weightBits <= choice.weightBits
        && (other.sumBits < choice.sumBits || other.weightBits < choice.weightBits))).toList();
  }

  /** Whether errors are as small as they should be. */
  final boolean isClose(Choice choice) {
    return choice.error <= mostError;
  }

  /** Whether ranges are as wide as they should be, and errors as small. */
  final boolean suffices(Choice choice) {
    return isClose(choice) && choice.wideningLog2 >= wantedWidening();
  }

  /** log2 of how many times as wide as in the calibration rows ranges should be. */
  final int wantedWidening() {
    int wanted = request.calibration().length < FEW_ROWS ? WANTED_OF_FEW_ROWS_LOG2 : WANTED_WIDENING_LOG2;
    return Math.min(wanted, mostWidening());
  }
}
