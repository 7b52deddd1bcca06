package dev.nightjar.plugin.tree.internal.grid;

import java.util.Arrays;

/**
 * A set of levels of a feature. Immutable, compared by value.
 *
 * <p>It is kept as its ends: the levels e for which one of e and e + 1 belongs to the set and the other does not. So
 * the indicator of the set is {@code top + Σ ± [q <= e]}, one thermometer bit for each end.
 */
public final class LevelSet {
  /** Every level. */
  public static final LevelSet ALL = new LevelSet(true);
  /** No level. */
  public static final LevelSet NONE = new LevelSet(false);

  private final boolean first;
  private final int[] ends;

  private LevelSet(boolean first, int... ends) {
    this.first = first;
    this.ends = ends;
  }

  /** The levels 0 to this one; none below 0. */
  public static LevelSet upTo(int level) {
    return level < 0 ? NONE : new LevelSet(true, level);
  }

  /** The levels {@code lo < q <= hi}. */
  public static LevelSet between(int lo, int hi) {
    return lo >= hi ? NONE : upTo(hi).minus(upTo(lo));
  }

  /** Whether a level belongs to the set. */
  public boolean contains(int level) {
    return first ^ (endsBelow(level) & 1) != 0;
  }

  /** Ends e below a level: {@code e < level}. */
  private int endsBelow(int level) {
    int at = Arrays.binarySearch(ends, level);
    return at >= 0 ? at : -at - 1;
  }

  /** Whether all levels above the last end belong to the set. */
  public boolean top() {
    return first ^ (ends.length & 1) != 0;
  }

  /** The ends, ascending; a copy. */
  public int[] ends() {
    return ends.clone();
  }

  /** Number of ends: thermometer bits that the indicator reads. */
  public int terms() {
    return ends.length;
  }

  /**
   * What {@code [q <= level]} is multiplied with in the indicator: 1 where the set ends at the level, -1 where it
   * begins above it, 0 where it does neither.
   */
  public int signAt(int level) {
    return Arrays.binarySearch(ends, level) < 0 ? 0 : contains(level) ? 1 : -1;
  }

  /** Whether it is {@link #NONE}. */
  public boolean isEmpty() {
    return !first && ends.length == 0;
  }

  /** Whether it is {@code q <= t} for some t. */
  public boolean isPrefix() {
    return first && ends.length == 1;
  }

  /** All other levels. */
  public LevelSet complement() {
    return new LevelSet(!first, ends);
  }

  /** The levels of both sets. */
  public LevelSet and(LevelSet other) {
    int[] merged = new int[ends.length + other.ends.length];
    int count = 0;
    boolean begins = first && other.first;
    boolean inside = begins;
    for (int i = 0, j = 0; i < ends.length || j < other.ends.length; ) {
      int end = Math.min(i < ends.length ? ends[i] : Integer.MAX_VALUE,
          j < other.ends.length ? other.ends[j] : Integer.MAX_VALUE);
      i += i < ends.length && ends[i] == end ? 1 : 0;
      j += j < other.ends.length && other.ends[j] == end ? 1 : 0;
      boolean next = (first ^ (i & 1) != 0) && (other.first ^ (j & 1) != 0);
      if (next != inside) {
        merged[count++] = end;
        inside = next;
      }
    }
    return new LevelSet(begins, Arrays.copyOf(merged, count));
  }

  /** The levels of either set. */
  public LevelSet or(LevelSet other) {
    return complement().and(other.complement()).complement();
  }

  /** The levels of this set without those of the other. */
  public LevelSet minus(LevelSet other) {
    return and(other.complement());
  }

  /** Whether some level {@code lo < q <= hi} belongs to the set. */
  public boolean meets(int lo, int hi) {
    return !and(between(lo, hi)).isEmpty();
  }

  /**
   * The set with the fewest ends that agrees with this one on some levels; the others may belong to it or not. Its
   * ends are ends of this set.
   */
  public LevelSet within(LevelSet levels) {
    int[] runs = levels.runs();
    int[] kept = new int[ends.length];
    int count = 0;
    boolean begins = false;
    boolean inside = false;
    for (int r = 0; r < runs.length; r += 2) {
      int lo = runs[r];
      int hi = runs[r + 1];
      boolean starts = contains(lo + 1);
      if (r == 0) {
        begins = starts;
      } else if (starts != inside) {
        // Any end between the two runs tells them apart; the first one is taken.
        kept[count++] = ends[endsBelow(runs[r - 1])];
      }
      for (int at = endsBelow(lo + 1); at < ends.length && ends[at] < hi; at++) {
        kept[count++] = ends[at];
      }
      inside = contains(hi);
    }
    return new LevelSet(begins, Arrays.copyOf(kept, count));
  }

  /** The set as intervals {@code lo < q <= hi}: lo, hi, lo, hi, …, ascending. */
  private int[] runs() {
    int before = first ? 1 : 0;
    int after = top() ? 1 : 0;
    int[] out = new int[before + ends.length + after];
    System.arraycopy(ends, 0, out, before, ends.length);
    if (first) {
      out[0] = -1;
    }
    if (top()) {
      out[out.length - 1] = Integer.MAX_VALUE;
    }
    return out;
  }

  /** The same with other numbers for its ends: the place of each in an ascending list that holds them all. */
  public LevelSet renumbered(int[] list) {
    return new LevelSet(first, Arrays.stream(ends).map(e -> Arrays.binarySearch(list, e)).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LevelSet that && first == that.first && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ends) + Boolean.hashCode(first);
  }

  @Override
  public String toString() {
    return (first ? "up to " : "above ") + Arrays.toString(ends);
  }
}
