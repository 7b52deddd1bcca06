package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Column.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Hides the thresholds of a feature among cuts that are none. A threshold becomes the cut of its cell in the raster of
 * the {@link Column}, which moves no calibration row. Decoys are cuts of other cells: spread over the rows evenly, and
 * at such places of their gaps as the thresholds have in theirs, since learners have habits, as the middle of a gap.
 */
final class Decoys {
  /** Least number of cuts of a feature, thresholds included, where the column has as many gaps. */
  private static final int LEAST_CUTS = 15;
  private static final int ATTEMPTS = 8;

  private final Column column;
  private final double[] thresholds;
  private final Draws draws;

  Decoys(Column column, double[] thresholds, Draws draws) {
    this.column = column;
    this.thresholds = thresholds;
    this.draws = draws;
  }

  /**
   * The grid.
   *
   * @param cutsPerThreshold how many cuts there are for each threshold, itself included
   */
  GridOption hidden(double cutsPerThreshold) {
    double[] cutOf = cutsOfThresholds();
    TreeSet<Double> cuts = new TreeSet<>(DoubleStream.of(cutOf).boxed().toList());
    addBeyondTheEnds(cuts);
    int wanted = (int) Math.max(LEAST_CUTS, Math.ceil(cutsPerThreshold * thresholds.length));
    double[] weights = column.weights(wanted);
    for (int attempt = 0; column.gaps() > 0 && cuts.size() < wanted && attempt < ATTEMPTS * wanted; attempt++) {
      int gap = column.gapAt(draws.next(), weights);
      cuts.add(column.cell(gap, column.place(thresholds[draws.next(thresholds.length)])).cut());
    }
    return GridOption.decoys(column, thresholds, cutOf, cuts.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** One for each threshold; where several lie in one cell it is divided halfway between them. */
  private double[] cutsOfThresholds() {
    double[] out = new double[thresholds.length];
    Cell[] cells = DoubleStream.of(thresholds).mapToObj(column::cell).toArray(Cell[]::new);
    for (int i = 0; i < out.length; i++) {
      double from = i > 0 && cells[i - 1].equals(cells[i]) ? between(thresholds[i - 1], thresholds[i])
          : cells[i].from();
      double to = i + 1 < out.length && cells[i + 1].equals(cells[i]) ? between(thresholds[i], thresholds[i + 1])
          : cells[i].to();
      out[i] = new Cell(from, to).cut();
      if (i > 0 && out[i] <= out[i - 1]) {
        return thresholds.clone();
      }
    }
    return out;
  }

  private static double between(double a, double b) {
    return Math.nextUp(a / 2 + b / 2);
  }

  /** Thresholds outside of the values get company there, too. */
  private void addBeyondTheEnds(TreeSet<Double> cuts) {
    List<Double> decoys = new ArrayList<>();
    for (double threshold : thresholds) {
      boolean below = threshold < column.least();
      if (below || threshold >= column.greatest()) {
        double end = below ? column.least() : column.greatest();
        for (int i = 0; i < 2; i++) {
          double decoy = end + 2 * draws.next() * (threshold - end);
          if (Double.isFinite(decoy) && (below ? decoy < end : decoy >= end)) {
            decoys.add(column.cell(decoy).cut());
          }
        }
      }
    }
    cuts.addAll(decoys);
  }
}
