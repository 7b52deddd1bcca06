package dev.nightjar.plugin.tree.internal.levelled;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The sub-trees of some trees that are cheaper as tables than as diagrams. A table of k bits is a polynomial that k
 * encrypted bits rotate: whole trees whose tests are few bits (oblivious trees), and, where many trees end in tests of
 * one feature, all these sub-trees side by side in one polynomial that is rotated once. Immutable.
 */
final class TableCover {
  /** Of costs that are sums of other costs. */
  private static final double ROUNDING = 1e-6;

  /** Tables of the same bits, as many to a polynomial as have room in it; each is that of some equal sub-trees. */
  private final List<List<List<TableNode>>> groups = new ArrayList<>();
  private final int width;
  private final int polynomialSize;
  private double saved;

  /** Tables of the same bits, by what they hold: some that are cheaper alone, some that may be cheaper together. */
  private static final class Found {
    private final Map<Long, List<TableNode>> alone = new LinkedHashMap<>();
    private final Map<Long, List<TableNode>> together = new LinkedHashMap<>();
    /** What those that may be cheaper together cost as diagrams. */
    private double cost;

    int bits() {
      return (alone.isEmpty() ? together : alone).values().iterator().next().get(0).bits().length;
    }
  }

  /**
   * The cheapest cover.
   *
   * @param mask groups of trees of one ciphertext, placed
   * @param study what is known of the trees as diagrams
   */
  TableCover(List<SumGroup> mask, ForestStudy study, int polynomialSize) {
    width = mask.stream().mapToInt(SumGroup::width).sum();
    this.polynomialSize = polynomialSize;
    Map<List<Integer>, Found> found = new LinkedHashMap<>();
    for (SumGroup group : mask) {
      for (int t : group.trees()) {
        collect(study.candidates(t), group.offset(), found);
      }
    }
    for (Found f : found.values()) {
      int bits = f.bits();
      double more = polynomials(f.alone.size() + f.together.size(), bits) - polynomials(f.alone.size(), bits);
      boolean joined = more * cost(bits) < f.cost;
      saved += joined ? f.cost - more * cost(bits) : 0;
      List<List<TableNode>> all = new ArrayList<>(f.alone.values());
      if (joined) {
        all.addAll(f.together.values());
      }
      if (!all.isEmpty()) {
        groups.add(all);
      }
    }
  }

  private void collect(List<TableCandidate> candidates, int offset, Map<List<Integer>, Found> found) {
    int next = 0;
    for (TableCandidate c : candidates) {
      if (c.node().node() >= next && add(c, offset, found.getOrDefault(c.bits(), new Found()),
          f -> found.put(c.bits(), f))) {
        next = c.end();
      }
    }
  }

  /** Adds a sub-tree to those of the same bits, if it may be cheaper as a table. */
  private boolean add(TableCandidate c, int offset, Found group, Consumer<Found> keep) {
    long content = (long) c.value() << 32 | offset;
    int bits = c.bits().size();
    double alone = cost(bits);
    List<TableNode> equal = group.alone.get(content);
    if (equal == null && (alone < c.cost() || c.node().node() == 0 && alone < c.cost() + ROUNDING)) {
      saved += c.cost() - alone;
      equal = group.alone.computeIfAbsent(content, x -> new ArrayList<>());
    } else if (equal == null && c.oneFeature() && fits(bits)) {
      group.cost += c.cost();
      equal = group.together.computeIfAbsent(content, x -> new ArrayList<>());
    }
    if (equal != null) {
      equal.add(c.node());
      keep.accept(group);
    }
    return equal != null;
  }

  /** log2 of the polynomials that a table takes, 0 where one suffices. */
  private int blocksLog2(int bits) {
    int blocks = 0;
    while (blocks < bits && ((long) width << bits - blocks) > polynomialSize) {
      blocks++;
    }
    return blocks;
  }

  private boolean fits(int bits) {
    return (long) width << bits <= polynomialSize;
  }

  /** Tables of so many bits that have room in a polynomial; at least 1, though it may take several. */
  private int perPolynomial(int bits) {
    return Math.max(1, polynomialSize / width >> bits);
  }

  private int polynomials(int tables, int bits) {
    return (tables + perPolynomial(bits) - 1) / perPolynomial(bits);
  }

  /** What the products of a table alone cost: its polynomials are selected first, and rotated then. */
  private double cost(int bits) {
    int blocks = blocksLog2(bits);
    if (blocks >= bits) {
      return Double.POSITIVE_INFINITY;
    }
    return blocks == 0 ? bits - 1 + TreeWriter.TRIVIAL
        : (1 << blocks - 1) - 1 + TreeWriter.TRIVIAL * (1 << blocks - 1) + bits - blocks;
  }

  /** What is saved, in products. */
  double saved() {
    return saved;
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** The trees that are one table each. */
  long wholeTrees() {
    return groups.stream().flatMap(List::stream).flatMap(List::stream).filter(node -> node.node() == 0).count();
  }

  /**
   * Writes all tables.
   *
   * @return the value of each sub-tree, whose entry is in the coefficients from 0 to the width of an entry
   */
  Map<Long, Integer> write(Recorder out, EntryWords words) {
    Map<Long, Integer> values = new LinkedHashMap<>();
    for (List<List<TableNode>> group : groups) {
      int bits = group.get(0).get(0).bits().length;
      int per = perPolynomial(bits);
      for (int from = 0; from < group.size(); from += per) {
        List<List<TableNode>> side = group.subList(from, Math.min(group.size(), from + per));
        int rotated = write(side.stream().map(equal -> equal.get(0)).toList(), out, words);
        for (int box = 0; box < side.size(); box++) {
          int value = out.shift(rotated, (box << bits) * width);
          side.get(box).forEach(node -> values.put(key(node.index(), node.node()), value));
        }
      }
    }
    return values;
  }

  static long key(int tree, int node) {
    return (long) tree << 32 | node;
  }

  /** Words of the entries of tables. */
  interface EntryWords {
    /** The words of an entry, at most as many as an entry has coefficients. */
    long[] of(TableNode table, int entry);
  }

  private int write(List<TableNode> side, Recorder out, EntryWords words) {
    int[] bits = side.get(0).bits();
    int blocks = blocksLog2(bits.length);
    int low = bits.length - blocks;
    int value = select(side, bits, 0, blocks, out, words);
    for (int i = 0; i < low; i++) {
      value = out.rotate(bits[i], value, width << i);
    }
    return value;
  }

  /** The polynomial that the high bits choose; entries are those whose higher bits are {@code high}. */
  private int select(List<TableNode> side, int[] bits, int high, int open, Recorder out, EntryWords words) {
    int low = bits.length - blocksLog2(bits.length);
    if (open > 0) {
      int bit = low + open - 1;
      int zero = select(side, bits, high, open - 1, out, words);
      int one = select(side, bits, high | 1 << bit, open - 1, out, words);
      return out.select(bits[bit], zero, one);
    }
    long[] polynomial = new long[(side.size() << low) * width];
    for (int box = 0; box < side.size(); box++) {
      for (int e = 0; e < 1 << low; e++) {
        long[] entry = words.of(side.get(box), high | e);
        System.arraycopy(entry, 0, polynomial, ((box << low) + e) * width, entry.length);
      }
    }
    return out.table(0, polynomial);
  }
}
