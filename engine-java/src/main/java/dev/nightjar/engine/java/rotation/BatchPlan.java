package dev.nightjar.engine.java.rotation;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into the parts that threads take.
 *
 * <p>A rotator with ciphertexts in its lanes takes the same time for one ciphertext as for a full group, and a full
 * group takes less time than its ciphertexts one by one. Full groups are therefore best as long as every thread gets
 * one. The rest of the batch is cut into full groups, groups of half the size, and single bootstraps so that the last
 * thread ends as early as possible.
 */
public final class BatchPlan {
  /** Most ciphertexts in a part of single bootstraps; those of a part read the key together. */
  public static final int SINGLES = 8;

  /** Tolerance in comparisons of times: sums of costs that differ by rounding alone differ by less. */
  private static final double ROUNDING = 1e-9;

  private BatchPlan() {}

  /** The kind of rotator that bootstraps a part. */
  public enum Path { FULL, HALF, SINGLES }

  /**
   * Groups that a kernel has for a shape.
   *
   * @param full ciphertexts in a full group; 0 when there is no rotator for groups
   * @param half the same for groups of half the size
   * @param fullCost time of a full group for each of its ciphertexts, in units of a single bootstrap, as measured
   * @param halfCost the same for a group of half the size
   */
  public record Groups(int full, int half, double fullCost, double halfCost) {}

  /** Consecutive ciphertexts that one thread bootstraps together. */
  public record Part(int first, int count, Path path) {}

  /**
   * How the rest of a batch is cut.
   *
   * @param full number of full groups
   * @param half number of groups of half the size; what is left is bootstrapped one by one
   * @param time when the last thread ends, in units of a single bootstrap
   */
  private record Cut(int full, int half, double time) {}

  /** A plan; longest parts first. */
  public static List<Part> of(int count, int threads, Groups groups) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    while (groups.full > 0 && count - first >= threads * groups.full) {
      first = add(parts, threads, groups.full, Path.FULL, first, count);
    }
    Cut cut = best(count - first, threads, groups);
    first = add(parts, cut.full, groups.full, Path.FULL, first, count);
    first = add(parts, cut.half, groups.half, Path.HALF, first, count);
    addSingles(parts, first, count, cut.full + cut.half == 0 ? threads : count);
    return parts;
  }

  private static int add(List<Part> parts, int groups, int size, Path path, int from, int count) {
    int first = from;
    for (int g = 0; g < groups; g++) {
      int taken = Math.min(size, count - first);
      parts.add(new Part(first, taken, path));
      first += taken;
    }
    return first;
  }

  /**
   * Cuts single bootstraps into parts.
   *
   * @param takers threads that will take them: there are as few parts as keep all of them busy
   */
  private static void addSingles(List<Part> parts, int first, int count, int takers) {
    int singles = count - first;
    int shares = Math.max(Math.min(takers, singles), (singles + SINGLES - 1) / SINGLES);
    for (int s = 0; s < shares; s++) {
      int from = first + (int) ((long) singles * s / shares);
      int to = first + (int) ((long) singles * (s + 1) / shares);
      parts.add(new Part(from, to - from, Path.SINGLES));
    }
  }

  /**
   * The cut with which the last thread ends first, at most one group for each thread; of several such cuts the one with
   * the fewest groups.
   */
  private static Cut best(int rest, int threads, Groups groups) {
    Cut best = new Cut(0, 0, time(rest, threads, groups, 0, 0));
    for (int full = 0; full <= groupsFor(rest, groups.full, threads); full++) {
      int left = Math.max(0, rest - full * groups.full);
      for (int half = 0; half <= groupsFor(left, groups.half, threads - full); half++) {
        double time = time(rest, threads, groups, full, half);
        best = time < best.time ? new Cut(full, half, time) : best;
      }
    }
    return best;
  }

  private static int groupsFor(int count, int size, int threads) {
    return size == 0 ? 0 : Math.min(threads, (count + size - 1) / size);
  }

  /**
   * When the last thread ends, in units of a single bootstrap: each thread has at most one group, and takes single
   * bootstraps from the time at which it is free until none are left.
   */
  private static double time(int rest, int threads, Groups groups, int full, int half) {
    double[] ends = {groups.full * groups.fullCost, groups.half * groups.halfCost, 0};
    int[] takers = {full, half, threads - full - half};
    int singles = rest - full * groups.full - half * groups.half;
    double end = full > 0 ? ends[0] : half > 0 ? ends[1] : 0;
    while (singlesUntil(end, ends, takers) < singles) {
      double next = Double.POSITIVE_INFINITY;
      for (int i = 0; i < ends.length; i++) {
        if (takers[i] > 0) {
          next = Math.min(next, ends[i] + Math.max(0, Math.floor(end - ends[i] + ROUNDING)) + 1);
        }
      }
      end = next;
    }
    return end;
  }

  private static int singlesUntil(double end, double[] ends, int[] takers) {
    int singles = 0;
    for (int i = 0; i < ends.length; i++) {
      singles += takers[i] * Math.max(0, (int) Math.floor(end - ends[i] + ROUNDING));
    }
    return singles;
  }
}
