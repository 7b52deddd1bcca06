package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import java.util.ArrayList;
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
  /**
   * The groups of a plan, also those whose sum never varies.
   *
   * @param parts groups of each score: some trees each, or when there are more parts than trees, a multiple
   *     of the trees and the same number of look-ups of one tree each
   */
  static List<ResultGroup> of(Plan plan, int parts) {
    int trees = plan.trees().size();
    int perTree = Math.max(1, parts / trees);
    int runs = Math.min(parts, trees);
    Phases phases = new Phases(plan.lookups());
    List<ResultGroup> out = new ArrayList<>();
    for (int score = 0; score < plan.scores(); score++) {
      for (int run = 0; run < runs; run++) {
        int first = (int) ((long) trees * run / runs);
        int end = (int) ((long) trees * (run + 1) / runs);
        List<Integer> members = members(plan, score, first, end);
        for (int part = 0; part < perTree; part++) {
          out.add(group(plan, phases, score, first, end, part == 0,
              members.subList(members.size() * part / perTree, members.size() * (part + 1) / perTree)));
        }
      }
    }
    return out;
  }

  /** Most look-ups of one tree for one score. */
  static int mostLookups(Plan plan) {
    int most = 0;
    for (int score = 0; score < plan.scores(); score++) {
      for (int t = 0; t < plan.trees().size(); t++) {
        most = Math.max(most, members(plan, score, t, t + 1).size());
      }
    }
    return most;
  }

  private static List<Integer> members(Plan plan, int score, int first, int end) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < plan.lookups().size(); i++) {
      Lookup l = plan.lookups().get(i);
      if (l.tree() >= first && l.tree() < end && l.changes(score)) {
        out.add(i);
      }
    }
    return out;
  }

  private static ResultGroup group(Plan plan, Phases phases, int score, int first, int end, boolean withFree,
      List<Integer> members) {
    List<FreeChange> free = !withFree ? List.of()
        : plan.free().stream().filter(f -> f.tree() >= first && f.tree() < end && f.changes(score)).toList();
    int start = 0;
    int lowest = 0;
    int highest = 0;
    for (int t = first; t < end; t++) {
      int begin = withFree ? plan.start().get(t)[score] : 0;
      int[] range = range(plan, t, score, free, members);
      start = Math.addExact(start, begin);
      lowest = Math.addExact(lowest, begin + range[0]);
      highest = Math.addExact(highest, begin + range[1]);
    }
    return new ResultGroup(score, List.copyOf(members), free, start, lowest, highest,
        phases.norm2(members));
  }

  /** The smallest and the largest sum of changes on the way to any leaf of a tree. */
  private static int[] range(Plan plan, int t, int score, List<FreeChange> free, List<Integer> members) {
    GridTree tree = plan.trees().get(t);
    int[] sum = new int[tree.size()];
    free.stream().filter(f -> f.tree() == t).forEach(f -> sum[f.node()] += f.change(score));
    for (int i : members) {
      Lookup l = plan.lookups().get(i);
      int[] exits = l.tree() == t ? l.region().exits() : new int[0];
      for (int e = 0; e < exits.length; e++) {
        sum[exits[e]] += l.changeOfExit()[e][score - l.score()];
      }
    }
    int[] range = {Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int u = 0; u < sum.length; u++) {
      sum[u] += u == 0 ? 0 : sum[tree.parent(u)];
      if (tree.isLeaf(u)) {
        range[0] = Math.min(range[0], sum[u]);
        range[1] = Math.max(range[1], sum[u]);
      }
    }
    return range;
  }

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
