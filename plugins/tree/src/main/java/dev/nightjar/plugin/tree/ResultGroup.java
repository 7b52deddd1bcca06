package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import java.util.List;

/**
 * One ciphertext of the answer: the sum of some consecutive trees for one score, or of a part of one tree's
 * look-ups; an integer of a proven range.
 *
 * @param score score that it adds to
 * @param lookups indices of the look-ups that are added up
 * @param free changes that are added without a look-up
 * @param start what the sum begins with
 * @param lowest smallest sum that can occur
 * @param highest largest sum that can occur
 * @param lookupNorm2 bound on the 2-norm of the sum over the noise of the look-ups
 */
record ResultGroup(int score, List<Integer> lookups, List<FreeChange> free, int start, int lowest,
    int highest, double lookupNorm2) {
  /** Whether the sum depends on the input; if not, no ciphertext is needed. */
  boolean varies() {
    return highest > lowest;
  }

  /** log2 of the torus word that stands for 1: as large as the range allows. */
  int deltaLog2() {
    return 64 - Math.max(1, 32 - Integer.numberOfLeadingZeros(highest - lowest));
  }

  /** Torus distance at which the integer is read wrongly. */
  double margin() {
    return Math.scalb(1.0, deltaLog2() - 65);
  }

  /**
   * Bound on the 2-norm of the torus weights over fresh coefficients, whatever coefficients changes share.
   */
  double freshNorm2() {
    double sum = 0;
    for (FreeChange f : free) {
      sum += f.condition().terms() * Math.abs((double) f.change(score));
    }
    return Math.scalb(sum, deltaLog2() - Lookup.DELTA_LOG2);
  }
}
