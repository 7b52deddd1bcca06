package dev.nightjar.plugin.table;

import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The points at which a model is known: for each feature 2^b values at equal distances, or one value for a feature that
 * is left out. Immutable.
 *
 * <p>A point is numbered by the digits of its levels, those of the first feature being the lowest.
 */
final class Grid {
  private final FeatureQuantizer.Uniform[] quantizers;
  private final double[] fixed;
  private final int[] bits;

  /**
   * A grid.
   *
   * @param quantizers of 2^b levels each; of a feature without bits it does not matter
   * @param fixed the value that a feature without bits is taken to have
   * @param bits b of each feature, 0 to 16
   */
  Grid(FeatureQuantizer.Uniform[] quantizers, double[] fixed, int[] bits) {
    this.quantizers = quantizers.clone();
    this.fixed = fixed.clone();
    this.bits = bits.clone();
  }

  /** Bits of all features. */
  int allBits() {
    return Arrays.stream(bits).sum();
  }

  /** Bits of each feature, a copy. */
  int[] bits() {
    return bits.clone();
  }

  /** What clients quantise with; a feature that is left out has a quantizer that tells nothing of it. */
  List<FeatureQuantizer> quantizers() {
    List<FeatureQuantizer> all = new ArrayList<>();
    for (int f = 0; f < bits.length; f++) {
      all.add(bits[f] == 0 ? FeatureQuantizer.Uniform.UNUSED : quantizers[f]);
    }
    return all;
  }

  /** The bits of a point's number, lowest first. */
  List<Selector> selectors() {
    List<Selector> selectors = new ArrayList<>();
    for (int f = 0; f < bits.length; f++) {
      for (int b = 0; b < bits[f]; b++) {
        selectors.add(new Selector.Digit(f, b));
      }
    }
    return selectors;
  }

  /** The features of a point. */
  double[] point(int number) {
    double[] x = fixed.clone();
    int rest = number;
    for (int f = 0; f < bits.length; f++) {
      if (bits[f] > 0) {
        x[f] = value(f, rest & (1 << bits[f]) - 1);
        rest >>>= bits[f];
      }
    }
    return x;
  }

  /** The features of the point that a row is quantised to. */
  double[] nearest(double[] row) {
    double[] x = fixed.clone();
    for (int f = 0; f < bits.length; f++) {
      if (bits[f] > 0) {
        x[f] = value(f, quantizers[f].quantize(row[f]));
      }
    }
    return x;
  }

  /** The number of the point that a row is quantised to. */
  int number(double[] row) {
    int number = 0;
    int shift = 0;
    for (int f = 0; f < bits.length; f++) {
      if (bits[f] > 0) {
        number |= quantizers[f].quantize(row[f]) << shift;
        shift += bits[f];
      }
    }
    return number;
  }

  private double value(int feature, int level) {
    return quantizers[feature].min() + quantizers[feature].step() * level;
  }
}
