package dev.nightjar.engine.java;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into the groups that threads take.
 *
 * <p>A rotator with ciphertexts in its lanes needs the same time for one as for a full group, less than that
 * many single bootstraps. Full groups are therefore best as long as every thread gets one. What is left over
 * is cut so that the last thread ends as early as possible: a mixture of lane groups (perhaps one that is not
 * full) and single bootstraps.
 */
final class BatchPlan {
  /**
   * Time of one group in the lanes for each lane, in units of a single bootstrap, as measured.
   */
  static final double LANE_COST = 0.65;

  /** Singles that share the reading of the key. */
  static final int SINGLES = 8;

  private BatchPlan() {}

  /** Consecutive ciphertexts that one thread bootstraps together. */
  record Part(int first, int count, boolean inLanes) {}

  /**
   * A plan; longest parts first.
   *
   * @param lanes ciphertexts in the lanes of a vector, 0 when there is no such rotator
   */
  static List<Part> of(int count, int threads, int lanes) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    while (lanes > 0 && count - first >= threads * lanes) {
      for (int t = 0; t < threads; t++, first += lanes) {
        parts.add(new Part(first, lanes, true));
      }
    }
    int groups = lanes == 0 ? 0 : bestGroups(count - first, threads, lanes);
    for (int g = 0; g < groups; g++) {
      int size = Math.min(lanes, count - first);
      parts.add(new Part(first, size, true));
      first += size;
    }
    addSingles(parts, first, count, threads, groups);
    return parts;
  }

  private static int bestGroups(int rest, int threads, int lanes) {
    int best = 0;
    for (int groups = 1; groups * lanes < rest + lanes; groups++) {
      if (time(rest, threads, lanes, groups) < time(rest, threads, lanes, best)) {
        best = groups;
      }
    }
    return best;
  }

  /**
   * When the last of the threads ends that share {@code groups} lane groups, one each, and the singles left
   * over.
   */
  private static double time(int rest, int threads, int lanes, int groups) {
    double groupTime = groups == 0 ? 0 : lanes * LANE_COST;
    int singles = Math.max(0, rest - groups * lanes);
    double alone = groups == threads ? Double.POSITIVE_INFINITY
        : Math.ceil((double) singles / (threads - groups));
    double shared = Math.ceil((groups * groupTime + singles) / threads);
    return singles == 0 ? groupTime : Math.max(groupTime, alone <= groupTime ? alone : shared);
  }

  private static void addSingles(List<Part> parts, int first, int count, int threads, int busy) {
    int singles = count - first;
    if (singles == 0) {
      return;
    }
    int takers = busy == 0 ? Math.min(threads, singles) : singles;
    int shares = Math.max(takers, (singles + SINGLES - 1) / SINGLES);
    for (int s = 0; s < shares; s++) {
      int from = first + (int) ((long) singles * s / shares);
      int to = first + (int) ((long) singles * (s + 1) / shares);
      parts.add(new Part(from, to - from, false));
    }
  }
}
