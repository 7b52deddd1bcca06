package dev.nightjar.plugin.tree.internal.levelled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trees whose values are added up in some neighbouring coefficients: one for each digit of each score. The digits of
 * different trees are added without carries, so that the range of a coefficient is the sum of the largest digits: that
 * no sum leaves it is proven, and the client puts digits together.
 */
final class SumGroup {
  private final int digitBits;
  private final List<Integer> scores;
  private final List<Integer> trees = new ArrayList<>();
  /** Largest sum of each digit of each score. */
  private final int[][] ranges;
  private int offset;

  /** An empty group for trees whose leaves differ in these scores. */
  SumGroup(List<Integer> scores, int digitBits) {
    this.scores = scores;
    this.digitBits = digitBits;
    ranges = new int[scores.size()][0];
  }

  /**
   * Adds a tree, if no range becomes larger than allowed.
   *
   * @param digits largest digits of the tree for each of the scores
   */
  boolean add(int tree, int[][] digits, int most) {
    for (int s = 0; s < digits.length; s++) {
      for (int d = 0; d < digits[s].length; d++) {
        if (range(s, d) + digits[s][d] > most) {
          return false;
        }
      }
    }
    for (int s = 0; s < digits.length; s++) {
      ranges[s] = Arrays.copyOf(ranges[s], Math.max(ranges[s].length, digits[s].length));
      for (int d = 0; d < digits[s].length; d++) {
        ranges[s][d] += digits[s][d];
      }
    }
    trees.add(tree);
    return true;
  }

  /** Largest sum of a digit of the score with an index. */
  int range(int score, int digit) {
    return digit < ranges[score].length ? ranges[score][digit] : 0;
  }

  int digits(int score) {
    return ranges[score].length;
  }

  int digitBits() {
    return digitBits;
  }

  List<Integer> scores() {
    return scores;
  }

  List<Integer> trees() {
    return trees;
  }

  /** Coefficients that the group takes. */
  int width() {
    return Arrays.stream(ranges).mapToInt(r -> r.length).sum();
  }

  /** Bits of the widest range. */
  int bits() {
    int most = Arrays.stream(ranges).flatMapToInt(Arrays::stream).max().orElse(0);
    return Integer.SIZE - Integer.numberOfLeadingZeros(most);
  }

  /** The first coefficient of the group. */
  int offset() {
    return offset;
  }

  void place(int first) {
    offset = first;
  }

  /**
   * The words of a leaf, one for each coefficient of the group.
   *
   * @param values integers of the leaf, one for each score of the forest
   * @param deltaLog2 log2 of the word that stands for 1
   */
  long[] words(int tree, List<Integer> values, LeafRanges leaves, int deltaLog2) {
    long[] words = new long[width()];
    int at = 0;
    for (int s = 0; s < ranges.length; s++) {
      int score = scores.get(s);
      long value = (long) values.get(score) - leaves.lowest(tree, score);
      for (int d = 0; d < ranges[s].length; d++) {
        words[at++] = (value >> d * digitBits & (1L << digitBits) - 1) << deltaLog2;
      }
    }
    return words;
  }
}
