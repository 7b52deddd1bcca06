package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the look-ups and free changes of a plan add to each score in each tree. Each look-up is visited a fixed number
 * of times for each way of parting the sums, however many scores, trees and parts there are.
 */
final class PlanSums {
  private final Plan plan;
  private final Phases phases;
  /** For each score the look-ups that change it, ascending, so those of one tree are consecutive. */
  private final List<List<Integer>> lookups = new ArrayList<>();
  /** For each score where the look-ups of each tree begin, and the end. */
  private final int[][] firstLookup;
  private final List<List<FreeChange>> free = new ArrayList<>();
  private final int[][] firstFree;
  /** For each score and tree the range of the sum of all changes; made when it is first asked for. */
  private final int[][][] ranges;

  PlanSums(Plan plan) {
    this.plan = plan;
    phases = new Phases(plan.lookups());
    int trees = plan.trees().size();
    firstLookup = new int[plan.scores()][trees + 1];
    firstFree = new int[plan.scores()][trees + 1];
    ranges = new int[plan.scores()][trees][];
    for (int score = 0; score < plan.scores(); score++) {
      lookups.add(new ArrayList<>());
      free.add(new ArrayList<>());
    }
    for (int i = 0; i < plan.lookups().size(); i++) {
      Lookup l = plan.lookups().get(i);
      for (int score = l.score(); score < l.endScore(); score++) {
        if (l.changes(score)) {
          lookups.get(score).add(i);
          firstLookup[score][l.tree() + 1]++;
        }
      }
    }
    for (FreeChange f : plan.free()) {
      for (int score = f.score(); score < f.score() + f.change().length; score++) {
        if (f.changes(score)) {
          free.get(score).add(f);
          firstFree[score][f.tree() + 1]++;
        }
      }
    }
    for (int score = 0; score < plan.scores(); score++) {
      Arrays.parallelPrefix(firstLookup[score], Integer::sum);
      Arrays.parallelPrefix(firstFree[score], Integer::sum);
    }
  }

  /** Most look-ups of one tree for one score. */
  int mostLookups() {
    int most = 0;
    for (int[] first : firstLookup) {
      for (int t = 0; t + 1 < first.length; t++) {
        most = Math.max(most, first[t + 1] - first[t]);
      }
    }
    return most;
  }

  /**
   * The groups of the plan, also those whose sum never varies.
   *
   * @param parts groups of each score: some trees each, or when there are more parts than trees, a multiple
   *     of the trees and the same number of look-ups of one tree each
   */
  List<ResultGroup> groups(int parts) {
    int trees = plan.trees().size();
    int perTree = Math.max(1, parts / trees);
    int runs = Math.min(parts, trees);
    List<ResultGroup> out = new ArrayList<>();
    for (int score = 0; score < plan.scores(); score++) {
      for (int run = 0; run < runs; run++) {
        int first = (int) ((long) trees * run / runs);
        int end = (int) ((long) trees * (run + 1) / runs);
        if (perTree == 1) {
          out.add(whole(score, first, end));
        } else {
          for (int part = 0; part < perTree; part++) {
            out.add(part(score, first, part, perTree));
          }
        }
      }
    }
    return out;
  }

  private List<Integer> lookups(int score, int first, int end) {
    return lookups.get(score).subList(firstLookup[score][first], firstLookup[score][end]);
  }

  private List<FreeChange> free(int score, int first, int end) {
    return free.get(score).subList(firstFree[score][first], firstFree[score][end]);
  }

  /** All that some trees add to a score. */
  private ResultGroup whole(int score, int first, int end) {
    int start = 0;
    int lowest = 0;
    int highest = 0;
    for (int t = first; t < end; t++) {
      if (ranges[score][t] == null) {
        ranges[score][t] = range(t, score, free(score, t, t + 1), lookups(score, t, t + 1));
      }
      int begin = plan.start().get(t)[score];
      start = Math.addExact(start, begin);
      lowest = Math.addExact(lowest, begin + ranges[score][t][0]);
      highest = Math.addExact(highest, begin + ranges[score][t][1]);
    }
    List<Integer> members = lookups(score, first, end);
    return new ResultGroup(score, members, free(score, first, end), start, lowest, highest, phases.norm2(members));
  }

  /** One of several parts of what a tree adds to a score; the first one has what is added without a look-up. */
  private ResultGroup part(int score, int t, int part, int parts) {
    List<Integer> all = lookups(score, t, t + 1);
    List<Integer> members = all.subList(all.size() * part / parts, all.size() * (part + 1) / parts);
    List<FreeChange> changes = part == 0 ? free(score, t, t + 1) : List.of();
    int begin = part == 0 ? plan.start().get(t)[score] : 0;
    int[] range = range(t, score, changes, members);
    return new ResultGroup(score, members, changes, begin, begin + range[0], begin + range[1], phases.norm2(members));
  }

  /**
   * The smallest and the largest sum of changes on the way to any leaf of a tree. Only nodes where something changes
   * are visited, in their order in the tree.
   */
  private int[] range(int t, int score, List<FreeChange> changes, List<Integer> members) {
    LongStream.Builder found = LongStream.builder().add(0);
    changes.forEach(f -> found.add(change(f.node(), f.change(score))));
    for (int i : members) {
      Lookup l = plan.lookups().get(i);
      int[] exits = l.region().exits();
      for (int e = 0; e < exits.length; e++) {
        found.add(change(exits[e], l.changeOfExit()[e][score - l.score()]));
      }
    }
    long[] ordered = found.build().sorted().toArray();
    PathSums sums = new PathSums(plan.trees().get(t), ordered.length);
    for (long change : ordered) {
      sums.add((int) (change >>> 32), (int) change);
    }
    return sums.range();
  }

  private static long change(int node, int by) {
    return (long) node << 32 | by & 0xFFFFFFFFL;
  }
}
