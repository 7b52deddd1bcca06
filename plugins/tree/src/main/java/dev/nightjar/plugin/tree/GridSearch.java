package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ToLongBiFunction;

/**
 * The cheapest grids under which an ensemble still follows the float ensemble on the calibration rows: coarse grids
 * merge tests, which saves bootstraps and input, and equal steps and quantiles hide thresholds altogether.
 *
 * <p>Each feature has a list of grids: equal steps and quantiles of 1, 2, … bits, and its thresholds among decoys,
 * which moves no row. One number decides for all features, how large a share of the rows a threshold may move: each
 * feature takes the first grid of its list that moves no more. That no feature is searched by itself keeps the choice
 * from fitting the very rows that it is judged by. Agreement is asked for with half of what the request allows to be
 * lost, and as if one row more were lost: few rows prove little, and a few dozen leave the thresholds as they are.
 * Among what agrees, the fewest tests are taken, where a percent of agreement is worth {@value #PERCENTS} percent of
 * the tests, and that no cut is a threshold is worth 2 percent.
 * Everything here runs on floats and integers in the clear, before any circuit is made.
 */
final class GridSearch {
  private static final int PERCENTS = 10;
  private static final double HIDING = 0.02;
  /** Tests of an ensemble up to which all grids that agree are compared, else only the coarsest and the finest. */
  private static final long MOST_COMPARED = 50_000;

  /**
   * Bits of grids that do not know the thresholds, at most, unless the request says otherwise: so many always, and so
   * many where thresholds among decoys take as many coefficients of a query.
   */
  private static final int USUAL_BITS = 6;
  private static final int MOST_BITS = 8;
  /** Further bits of leaf values, at most. */
  private static final int MORE_LEAF_BITS = 4;
  private static final double[] MOVED = {0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002};
  private static final double[] CUTS_PER_THRESHOLD = {4, 2, 1.25};
  /** Coefficients of a query that decoys may take. */
  private static final long MOST_SLOTS = 1 << 14;
  /** Steps through trees for one choice of grids, about. */
  private static final long STEPS = 40_000_000;
  private static final int LEAST_ROWS = 400;
  private static final int MOST_ROWS = 8192;

  /**
   * What was found.
   *
   * @param options one for each feature, null where a feature keeps the grid that it has without a search; not copied
   * @param moreLeafBits bits of leaf values beyond the usual ones
   * @param agreement with the float ensemble on the rows
   * @param rows calibration rows that were compared
   */
  record Found(GridOption[] options, int moreLeafBits, double agreement, int rows) {
  }

  private final TreeEnsemble model;
  private final CompileRequest request;
  private final FlatEnsemble flat;
  private final double[][] thresholds;
  private final double[][] rows;
  private final Agreement exact;
  private final double lost;

  GridSearch(TreeEnsemble model, CompileRequest request) {
    this.model = model;
    this.request = request;
    flat = new FlatEnsemble(model);
    thresholds = flat.thresholds(model.features());
    rows = sample(request.calibration(), Math.max(LEAST_ROWS, Math.min(MOST_ROWS, STEPS / flat.steps())));
    exact = Agreement.with(model.task(), Arrays.stream(rows).map(model::scores).toArray(double[][]::new));
    lost = (1 - Math.max(request.agreement(), CompileRequest.DEFAULT_AGREEMENT)) / 2;
  }

  private static double[][] sample(double[][] rows, long most) {
    if (rows.length <= most) {
      return rows;
    }
    double[][] out = new double[(int) most][];
    Arrays.setAll(out, i -> rows[(int) ((long) i * rows.length / most)]);
    return out;
  }

  /**
   * Searches.
   *
   * @param searched whether a feature's grid is searched
   * @param scales of leaves, by how many bits there are beyond the usual ones
   * @param tests how many tests the ensemble has with grids and scales
   */
  Found best(IntPredicate searched, IntFunction<LeafScale[]> scales,
      ToLongBiFunction<GridOption[], LeafScale[]> tests) {
    List<List<GridOption>> lists = lists(searched);
    GridOption[] finest = lists.stream().map(list -> list.isEmpty() ? null : list.get(list.size() - 1))
        .toArray(GridOption[]::new);
    double best = Double.NEGATIVE_INFINITY;
    int leafBits = 0;
    LeafScale[] leaves = null;
    for (int more = 0; more <= MORE_LEAF_BITS && 1 - best > lost; more++) {
      LeafScale[] candidate = scales.apply(more);
      double agreement = agreement(finest, candidate);
      if (agreement > best) {
        best = agreement;
        leaves = candidate;
        leafBits = more;
      }
    }
    return cheapest(lists, new Found(finest, leafBits, best, rows.length), leaves, tests);
  }

  private Found cheapest(List<List<GridOption>> lists, Found finest, LeafScale[] scales,
      ToLongBiFunction<GridOption[], LeafScale[]> tests) {
    int coarsest = coarsest(lists, scales);
    Found best = finest;
    long most = tests.applyAsLong(finest.options, scales);
    double least = cost(finest.options, most, finest.agreement);
    for (int i = MOVED.length - 1; i >= coarsest; i -= most <= MOST_COMPARED ? 1 : Math.max(1, i - coarsest)) {
      GridOption[] options = options(lists, MOVED[i]);
      double agreement = agreement(options, scales);
      double cost = cost(options, tests.applyAsLong(options, scales), agreement);
      if (suffices(agreement) && cost <= least) {
        best = new Found(options, finest.moreLeafBits, agreement, rows.length);
        least = cost;
      }
    }
    return best;
  }

  private static double cost(GridOption[] options, long tests, double agreement) {
    double told = Arrays.stream(options).filter(Objects::nonNull)
        .mapToInt(option -> option.form() == GridOption.Form.DECOYS ? 1 : 0).average().orElse(0);
    return tests * (1 + PERCENTS * (1 - agreement) + HIDING * told);
  }

  /** Index of the largest share that agrees, by halves: what agrees moves less than what does not. */
  private int coarsest(List<List<GridOption>> lists, LeafScale[] scales) {
    int agrees = MOVED.length;
    int fails = -1;
    while (agrees - fails > 1) {
      int middle = (agrees + fails) / 2;
      if (suffices(agreement(options(lists, MOVED[middle]), scales))) {
        agrees = middle;
      } else {
        fails = middle;
      }
    }
    return agrees;
  }

  private static GridOption[] options(List<List<GridOption>> lists, double moved) {
    return lists.stream().map(list -> first(list, moved)).toArray(GridOption[]::new);
  }

  private static GridOption first(List<GridOption> list, double moved) {
    return list.isEmpty() ? null : list.stream().filter(option -> option.moved() <= moved).findFirst()
        .orElse(list.get(list.size() - 1));
  }

  /** With one row more that differs, of a classifier; a regressor needs as many rows. */
  private boolean suffices(double agreement) {
    if ((rows.length + 1) * lost < 1) {
      return false;
    }
    return model.task().classifier() ? (1 - agreement) * rows.length + 1 <= lost * (rows.length + 1) + 1e-9
        : 1 - agreement <= lost;
  }

  private double agreement(GridOption[] options, LeafScale[] scales) {
    return exact.of(flat.scores(rows, flat.bounds(options), flat.leaves(scales), model.base()));
  }

  /** For each feature its grids, coarse ones first; empty for one that is not compared or not searched. */
  private List<List<GridOption>> lists(IntPredicate searched) {
    Column[] columns = new Column[thresholds.length];
    for (int f = 0; f < columns.length; f++) {
      if (thresholds[f].length > 0 && searched.test(f)) {
        columns[f] = Column.of(rows, f);
      }
    }
    GridOption[] hidden = hidden(columns);
    List<List<GridOption>> lists = new ArrayList<>();
    for (int f = 0; f < columns.length; f++) {
      lists.add(columns[f] == null ? List.of() : list(f, columns[f], hidden[f]));
    }
    return lists;
  }

  private GridOption[] hidden(Column[] columns) {
    Draws[] draws = new Draws[columns.length];
    var digest = Draws.digest(thresholds);
    Arrays.setAll(draws, f -> new Draws(digest, f));
    GridOption[] out = new GridOption[columns.length];
    for (double per : CUTS_PER_THRESHOLD) {
      long slots = 0;
      for (int f = 0; f < out.length; f++) {
        if (columns[f] != null) {
          out[f] = new Decoys(columns[f], thresholds[f], draws[f]).hidden(per);
          slots += out[f].slots();
        }
      }
      if (slots <= MOST_SLOTS) {
        break;
      }
    }
    return out;
  }

  private List<GridOption> list(int feature, Column column, GridOption hidden) {
    List<GridOption> list = new ArrayList<>();
    Uniform range = column.rows() == 0 ? Uniform.UNUSED : request.uniformQuantizer(feature, 2);
    int room = 31 - Integer.numberOfLeadingZeros(hidden.slots() + 1);
    int most = request.bits() != 0 ? request.bits() : Math.max(USUAL_BITS, Math.min(MOST_BITS, room));
    for (int bits = 1; bits <= most; bits++) {
      int levels = 1 << bits;
      list.add(GridOption.uniform(column, thresholds[feature], Uniform.over(range.min(), range.max(), levels)));
      list.add(GridOption.quantiles(column, thresholds[feature], column.quantiles(levels)));
    }
    list.add(hidden);
    return list;
  }
}
