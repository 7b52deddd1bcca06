package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.model.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which encrypted bits stand for which features, and the bits' numbers. Immutable. */
final class BitCode {
  private final Coding coding;
  private final int[][] cuts;
  private final int[] levels;
  private final int[] first;
  private final int[] width;
  private final int bits;

  BitCode(Forest forest, Coding coding) {
    this.coding = coding;
    cuts = forest.cuts();
    levels = forest.levels();
    first = new int[levels.length];
    width = new int[levels.length];
    int next = 0;
    for (int f = 0; f < levels.length; f++) {
      first[f] = next;
      width[f] = cuts[f].length == 0 ? 0
          : coding == Coding.COMPARISONS ? cuts[f].length : Integer.SIZE - Integer.numberOfLeadingZeros(levels[f] - 1);
      next += width[f];
    }
    bits = next;
  }

  Coding coding() {
    return coding;
  }

  /** Number of bits. */
  int bits() {
    return bits;
  }

  /** Levels of a feature. */
  int levels(int feature) {
    return levels[feature];
  }

  /** Bits of a feature. */
  int width(int feature) {
    return width[feature];
  }

  /** The first bit of a feature, that of its least digit or of its lowest cut. */
  int first(int feature) {
    return first[feature];
  }

  /** The bit that says whether the level of a feature is above a cut. */
  int above(int feature, int cut) {
    int at = Arrays.binarySearch(cuts[feature], cut);
    if (at < 0) {
      throw new IllegalStateException("feature " + feature + " has no cut " + cut);
    }
    return first[feature] + at;
  }

  /** What a client puts in each bit. */
  List<Selector> selectors() {
    List<Selector> out = new ArrayList<>();
    for (int f = 0; f < width.length; f++) {
      for (int b = 0; b < width[f]; b++) {
        out.add(coding == Coding.COMPARISONS ? new Selector.Above(f, cuts[f][b]) : new Selector.Digit(f, b));
      }
    }
    return out;
  }

  /** The cut that a comparison of a feature is with, by its number from the lowest one on. */
  int cut(int feature, int number) {
    return cuts[feature][number];
  }
}
