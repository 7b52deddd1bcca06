package dev.nightjar.plugin.tree.internal.levelled;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the trees of a forest are added up: groups of trees in coefficients of a few ciphertexts.
 *
 * @param masks the groups of each ciphertext
 * @param bits bits of a sum, at least 1: 1 stands for {@code 2^(64 - bits)}
 */
record Sums(List<List<SumGroup>> masks, int bits) {
  /**
   * Groups of as many trees as the bits of a sum leave room for, which are dealt out so that the ciphertexts' noise is
   * about equal.
   *
   * @param masks ciphertexts, at most
   * @param digitBits bits of a digit, at most {@code bits}
   * @param bits of a sum
   * @param load of each tree: external products on its longest way
   */
  static Sums of(LeafRanges leaves, int masks, int digitBits, int bits, int[] load) {
    List<SumGroup> groups = groups(leaves, masks, digitBits, bits);
    Comparator<SumGroup> byLoad = Comparator.comparingLong(g -> load(g, load));
    groups.sort(byLoad.reversed());
    List<List<SumGroup>> dealt = new ArrayList<>();
    for (int m = 0; m < Math.min(masks, groups.size()); m++) {
      dealt.add(new ArrayList<>());
    }
    long[] sums = new long[dealt.size()];
    int[] width = new int[dealt.size()];
    for (SumGroup group : groups) {
      int least = 0;
      for (int m = 1; m < sums.length; m++) {
        least = sums[m] < sums[least] ? m : least;
      }
      group.place(width[least]);
      width[least] += group.width();
      sums[least] += load(group, load);
      dealt.get(least).add(group);
    }
    return new Sums(dealt, groups.stream().mapToInt(SumGroup::bits).max().orElse(1));
  }

  /**
   * First fit; where there are several ciphertexts, a group takes no more than its share of the trees, so that there
   * are as many groups as ciphertexts.
   */
  private static List<SumGroup> groups(LeafRanges leaves, int masks, int digitBits, int bits) {
    Map<List<Integer>, List<SumGroup>> bySpan = new LinkedHashMap<>();
    int most = (1 << bits) - 1;
    int share = Math.max(1, (leaves.trees() + masks - 1) / masks);
    for (int t = 0; t < leaves.trees(); t++) {
      List<Integer> scores = leaves.scores(t);
      if (!scores.isEmpty()) {
        int tree = t;
        int[][] digits = scores.stream().map(s -> leaves.largestDigits(tree, s, digitBits)).toArray(int[][]::new);
        List<SumGroup> open = bySpan.computeIfAbsent(scores, s -> new ArrayList<>());
        if (open.stream().noneMatch(g -> g.trees().size() < share && g.add(tree, digits, most))) {
          SumGroup group = new SumGroup(scores, digitBits);
          if (!group.add(t, digits, most)) {
            throw new IllegalArgumentException("digits of " + digitBits + " bits do not fit in " + bits);
          }
          open.add(group);
        }
      }
    }
    List<SumGroup> groups = new ArrayList<>();
    bySpan.values().forEach(groups::addAll);
    return groups;
  }

  private static long load(SumGroup group, int[] load) {
    return group.trees().stream().mapToLong(t -> load[t]).sum();
  }

  /** External products on the longest ways of all trees of a ciphertext, of that where they are most. */
  long load(int[] load) {
    return masks.stream().mapToLong(m -> m.stream().mapToLong(g -> load(g, load)).sum()).max().orElse(0);
  }

  /** Coefficients of the widest ciphertext. */
  int width() {
    return masks.stream().mapToInt(m -> m.stream().mapToInt(SumGroup::width).sum()).max().orElse(0);
  }

  /** Coefficients of all ciphertexts. */
  int words() {
    return masks.stream().mapToInt(m -> m.stream().mapToInt(SumGroup::width).sum()).sum();
  }

  /** Which trees are in which ciphertexts and from which coefficients on: all that tables depend on. */
  List<Integer> trees() {
    List<Integer> out = new ArrayList<>();
    for (List<SumGroup> mask : masks) {
      out.add(-mask.size());
      for (SumGroup group : mask) {
        out.add(group.trees().size());
        out.add(group.offset());
        out.add(group.width());
        out.addAll(group.trees());
      }
    }
    return out;
  }
}
