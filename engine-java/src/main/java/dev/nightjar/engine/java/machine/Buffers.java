package dev.nightjar.engine.java.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Working memory whose vectors lie on cache lines.
 *
 * <p>A 64-byte load that straddles two cache lines takes as long as two loads. Java does not say where an array lies,
 * but a large one ("humongous" for G1, a page of its own for ZGC) begins at the start of a region, behind a header of
 * 16 bytes, and is never moved. Buffers are therefore allocated large, and used from {@link #START} on.
 */
public final class Buffers {
  /** First double to use: 16 bytes of header and 6 doubles are one cache line. */
  public static final int START = 6;

  /**
   * Least length in doubles, 4 MiB. G1 calls humongous what takes at least half a region, and its regions have at most
   * 8 MiB in heaps up to 16 GiB.
   */
  private static final int HUMONGOUS = 1 << 19;

  private Buffers() {}

  /** An array with room for this many doubles from {@link #START} on. */
  public static double[] allocate(int doubles) {
    return new double[Math.max(HUMONGOUS, START + doubles)];
  }

  /** The same for words. */
  public static long[] allocateWords(int words) {
    return new long[Math.max(HUMONGOUS, START + words)];
  }

  /** Tables that are put one behind another into one such array. */
  public static final class Tables {
    private final List<double[]> tables = new ArrayList<>();
    private int end = START;

    /**
     * Adds a table.
     *
     * @param table its length is a multiple of a vector's
     * @return where it will begin in {@link #toArray}
     */
    public int add(double[] table) {
      int at = end;
      tables.add(table);
      end += table.length;
      return at;
    }

    public double[] toArray() {
      double[] all = allocate(end - START);
      int at = START;
      for (double[] table : tables) {
        System.arraycopy(table, 0, all, at, table.length);
        at += table.length;
      }
      return all;
    }
  }
}
