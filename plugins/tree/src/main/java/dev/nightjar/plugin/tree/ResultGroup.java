package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One ciphertext of the answer: the sum of some consecutive trees for one score, an integer of a proven range.
 *
 * @param score score that it adds to
 * @param firstTree first tree
 * @param endTree tree after the last
 * @param lowest smallest sum that can occur
 * @param highest largest sum that can occur
 * @param lookUps look-ups that are added up
 * @param freeWeight2 sum of squares of the integer weights over fresh thermometer bits
 */
record ResultGroup(int score, int firstTree, int endTree, int lowest, int highest, int lookUps, double freeWeight2) {
  /** The groups when trees are dealt into so many parts; scores that nothing changes have none. */
  static List<ResultGroup> of(Plan plan, int parts) {
    List<ResultGroup> out = new ArrayList<>();
    int trees = plan.trees().size();
    for (int score = 0; score < plan.scores(); score++) {
      for (int part = 0; part < parts; part++) {
        int first = (int) ((long) trees * part / parts);
        int end = (int) ((long) trees * (part + 1) / parts);
        ResultGroup group = group(plan, score, first, end);
        if (group.highest > group.lowest) {
          out.add(group);
        }
      }
    }
    return out;
  }

  private static ResultGroup group(Plan plan, int score, int first, int end) {
    int lowest = 0;
    int highest = 0;
    for (GridTree tree : plan.trees().subList(first, end)) {
      IntSummaryStatistics values = leafValues(tree, score);
      lowest = Math.addExact(lowest, values.getMin());
      highest = Math.addExact(highest, values.getMax());
    }
    int count = 0;
    for (LookUp l : plan.lookUps()) {
      count += l.tree() >= first && l.tree() < end && l.changes(score) ? 1 : 0;
    }
    double weight2 = 0;
    for (FreeChange f : plan.free()) {
      if (f.tree() >= first && f.tree() < end && f.changes(score)) {
        double w = f.change()[score - f.score()];
        weight2 += f.interval().terms() * w * w;
      }
    }
    return new ResultGroup(score, first, end, lowest, highest, count, weight2);
  }

  /** The smallest value of a score at the leaves of a tree. */
  static int lowest(GridTree tree, int score) {
    return leafValues(tree, score).getMin();
  }

  private static IntSummaryStatistics leafValues(GridTree tree, int score) {
    return IntStream.range(0, tree.size()).filter(tree::isLeaf).map(u -> tree.values(u).get(score))
        .summaryStatistics();
  }

  /** Whether the group sums this tree. */
  boolean covers(int tree) {
    return tree >= firstTree && tree < endTree;
  }

  /** log2 of the torus word that stands for 1: as large as the range allows. */
  int deltaLog2() {
    return 64 - Math.max(1, 32 - Integer.numberOfLeadingZeros(highest - lowest));
  }

  /** Torus distance at which the integer is read wrongly. */
  double margin() {
    return Math.scalb(1.0, deltaLog2() - 65);
  }

  /** 2-norm of the torus weights over fresh coefficients. */
  double freshNorm2() {
    return Math.scalb(Math.sqrt(freeWeight2), deltaLog2() - LookUp.DELTA_LOG2);
  }
}
