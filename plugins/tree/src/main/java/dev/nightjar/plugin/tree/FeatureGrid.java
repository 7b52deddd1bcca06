package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How features become integers, and raw thresholds and categories become levels of them. Immutable.
 *
 * <p>On a uniform grid, {@code x <= threshold} becomes {@code q(x) <= floor((threshold - min) / step)}: the
 * cell boundary {@code min + (t + 1/2) step} nearest to the threshold. Missing values are a level above all others.
 */
final class FeatureGrid {
  private final List<FeatureQuantizer> quantizers;
  private final boolean hidesThresholds;
  /** What was found for features by a search; null for other features. */
  private final GridOption[] options;

  private FeatureGrid(List<FeatureQuantizer> quantizers, boolean hidesThresholds) {
    this(quantizers, hidesThresholds, new GridOption[quantizers.size()]);
  }

  private FeatureGrid(List<FeatureQuantizer> quantizers, boolean hidesThresholds, GridOption[] options) {
    this.quantizers = List.copyOf(quantizers);
    this.hidesThresholds = hidesThresholds;
    this.options = options;
  }

  /** Equal steps over the calibration rows; categories each have a level. */
  static FeatureGrid uniform(CompileRequest request, TreeEnsemble model, int bits) {
    FeatureNeeds needs = FeatureNeeds.of(model, request);
    List<FeatureQuantizer> out = new ArrayList<>();
    for (int f = 0; f < model.features(); f++) {
      out.add(needs.withMissing(f,
          needs.categorical(f) ? needs.categories(f) : request.uniformQuantizer(f, 1 << bits)));
    }
    return new FeatureGrid(out, true);
  }

  /**
   * Grids that a search has found; categories each have a level.
   *
   * @param options one for each feature, null for one that is not compared with numbers
   */
  static FeatureGrid searched(FeatureNeeds needs, GridOption[] options) {
    List<FeatureQuantizer> out = new ArrayList<>();
    for (int f = 0; f < options.length; f++) {
      out.add(needs.withMissing(f, options[f] != null ? options[f].quantizer()
          : needs.categorical(f) ? needs.categories(f) : FeatureQuantizer.Uniform.UNUSED));
    }
    return new FeatureGrid(out, true, options);
  }

  /** A cut at each threshold of a model, and one on either side of each category. */
  static FeatureGrid atThresholds(CompileRequest request, TreeEnsemble model) {
    FeatureNeeds needs = FeatureNeeds.of(model, request);
    List<FeatureQuantizer> out = new ArrayList<>();
    for (int f = 0; f < model.features(); f++) {
      out.add(needs.withMissing(f, needs.cuts(f)));
    }
    return new FeatureGrid(out, false);
  }

  /** The levels t, ascending, at whose upper end some test of some tree changes, for each feature. */
  int[][] ends(List<GridTree> trees) {
    List<TreeSet<Integer>> ends = new ArrayList<>();
    for (int f = 0; f < quantizers.size(); f++) {
      ends.add(new TreeSet<>());
    }
    for (GridTree tree : trees) {
      for (int u = 0; u < tree.size(); u++) {
        if (!tree.isLeaf(u)) {
          Arrays.stream(tree.levels(u).ends()).forEach(ends.get(tree.feature(u))::add);
        }
      }
    }
    return ends.stream().map(e -> e.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
  }

  /**
   * A grid of thresholds with these cuts of this grid alone: a client need not learn what does not matter. Tells the
   * client these cuts.
   *
   * @param ends of each feature, see {@link #ends}; the cut behind the last number is no threshold
   */
  FeatureGrid only(int[][] ends) {
    List<FeatureQuantizer> out = new ArrayList<>();
    for (int f = 0; f < ends.length; f++) {
      FeatureQuantizer numbers = numbers(f);
      FeatureQuantizer kept = new FeatureQuantizer.Thresholds(
          Arrays.stream(ends[f]).filter(e -> e < numbers.levels() - 1).mapToDouble(e -> lastOf(numbers, e)).toArray());
      out.add(hasMissing(f) ? new FeatureQuantizer.Missing(kept) : kept);
    }
    return new FeatureGrid(out, false);
  }

  /** The largest number of a level or of those below it; the level is not the last one. */
  private static double lastOf(FeatureQuantizer numbers, int level) {
    if (numbers instanceof FeatureQuantizer.Grid grid) {
      return grid.cuts()[level];
    }
    if (numbers instanceof FeatureQuantizer.Thresholds thresholds) {
      return thresholds.thresholds()[level];
    }
    long in = ordered(-Double.MAX_VALUE);
    long out = ordered(Double.MAX_VALUE);
    while (in + 1 < out) {
      long middle = (in & out) + ((in ^ out) >> 1);
      if (numbers.quantize(ordered(middle)) <= level) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return ordered(in) + 0.0;
  }

  /** The bits of numbers as whole numbers of the same order. */
  private static long ordered(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double ordered(long bits) {
    return Double.longBitsToDouble(bits < 0 ? Long.MIN_VALUE - bits : bits);
  }

  /** One quantizer for each feature. */
  List<FeatureQuantizer> quantizers() {
    return quantizers;
  }

  /** Number of integers of a feature, that of missing values included. */
  int levels(int feature) {
    return quantizers.get(feature).levels();
  }

  private boolean hasMissing(int feature) {
    return quantizers.get(feature) instanceof FeatureQuantizer.Missing;
  }

  /** The quantizer of a feature's numbers. */
  private FeatureQuantizer numbers(int feature) {
    return quantizers.get(feature).numbers();
  }

  /** Whether windows must hide thresholds, which cannot be read off the quantizers. */
  boolean hidesThresholds() {
    return hidesThresholds;
  }

  /** The levels that a comparison sends below. */
  LevelSet below(Tree.Branch b) {
    return withMissing(b.feature(), LevelSet.upTo(level(b.feature(), b.threshold())), b.missingBelow());
  }

  /** The levels that a test sends into its set. */
  LevelSet in(Tree.Member m) {
    int f = m.feature();
    LevelSet levels = LevelSet.NONE;
    for (double value : m.values()) {
      levels = levels.or(numbers(f) instanceof FeatureQuantizer.Uniform u
          ? LevelSet.between(u.quantize(value) - 1, u.quantize(value))
          : LevelSet.between(level(f, Tree.Member.below(value)), level(f, Tree.Member.upTo(value))));
    }
    return withMissing(f, levels, m.missingIn());
  }

  private LevelSet withMissing(int feature, LevelSet levels, boolean missing) {
    if (!hasMissing(feature)) {
      return levels;
    }
    int last = numbers(feature).levels() - 1;
    return missing ? levels.or(LevelSet.between(last, last + 1)) : levels.and(LevelSet.upTo(last));
  }

  /**
   * The level t of a number for which {@code q(x) <= t} stands for {@code x <= threshold}: -1 when that is never true,
   * the last one when it always is.
   */
  private int level(int feature, double threshold) {
    FeatureQuantizer numbers = numbers(feature);
    int last = numbers.levels() - 1;
    if (Double.isInfinite(threshold)) {
      return threshold > 0 ? last : -1;
    }
    if (options[feature] != null) {
      return options[feature].levels()[options[feature].index(threshold)];
    }
    if (numbers instanceof FeatureQuantizer.Uniform u) {
      if (u.step() == 1 && u.min() == Math.rint(u.min())) {
        // Exactly, for categories: next to 0, the difference would be rounded to a whole number.
        return (int) Math.max(-1, Math.min(last, Math.floor(threshold) - u.min()));
      }
      return (int) Math.max(-1, Math.min(last, Math.floor((threshold - u.min()) / u.step())));
    }
    double[] cuts = numbers instanceof FeatureQuantizer.Grid grid ? grid.cuts()
        : ((FeatureQuantizer.Thresholds) numbers).thresholds();
    int at = Arrays.binarySearch(cuts, threshold + 0.0);
    return at >= 0 ? at : -at - 2;
  }
}
