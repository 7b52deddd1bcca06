package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureQuantizer.Grid;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridSearchTest {
  private static final Task CLASSES = new Task(Task.Link.LOGISTIC, List.of("no", "yes"));

  /** Rows of log-normal features, or with one row that is far from all others. */
  private static double[][] rows(int count, int features, boolean outlier) {
    SplittableRandom random = new SplittableRandom(7);
    double[][] rows = new double[count][features];
    for (double[] row : rows) {
      Arrays.setAll(row, f -> Math.exp(1.5 * normal(random)));
    }
    if (outlier) {
      Arrays.fill(rows[0], 1e9);
    }
    return rows;
  }

  private static double normal(SplittableRandom random) {
    return DoubleStream.generate(random::nextDouble).limit(12).sum() - 6;
  }

  /** A boosted ensemble of trees whose thresholds are midpoints of neighbouring values, as learners take them. */
  private static TreeEnsemble ensemble(double[][] rows, Task task, int trees, int depth) {
    SplittableRandom random = new SplittableRandom(11);
    double[][] columns = new double[rows[0].length][];
    Arrays.setAll(columns, f -> Arrays.stream(rows).mapToDouble(row -> row[f]).sorted().distinct().toArray());
    Tree[] all = new Tree[trees];
    Arrays.setAll(all, t -> tree(random, columns, depth));
    return new TreeEnsemble(columns.length, new double[1], List.of(all), task);
  }

  private static Tree tree(SplittableRandom random, double[][] columns, int depth) {
    if (depth == 0) {
      return new Tree.Leaf(new double[] {random.nextDouble(-1, 1)});
    }
    int feature = random.nextInt(columns.length);
    double[] values = columns[feature];
    int at = values.length / 10 + random.nextInt(values.length * 8 / 10);
    return new Tree.Branch(feature, (values[at] + values[at + 1]) / 2, tree(random, columns, depth - 1),
        tree(random, columns, depth - 1));
  }

  private static Quantisation searched(TreeEnsemble model, double[][] rows, double agreement) {
    return Quantisation.of(model, CompileRequest.builder("m", rows).agreement(agreement).build());
  }

  private static double agreement(TreeEnsemble model, CompiledModel compiled, double[][] rows) {
    return Agreement.with(model.task(), Arrays.stream(rows).map(model::scores).toArray(double[][]::new))
        .of(Arrays.stream(rows).map(row -> compiled.client().scores(compiled.clearIntegers(row)))
            .toArray(double[][]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsCompiledAgreesOnSkewedFeaturesWithAndWithoutAnOutlier(boolean outlier) {
    double[][] all = rows(3000, 4, outlier);
    double[][] rows = Arrays.copyOf(all, 2000);
    for (Task task : List.of(CLASSES, Task.regression())) {
      TreeEnsemble model = ensemble(rows, task, 6, 3);
      CompiledModel compiled = new TreeEnsemblePlugin().compile(model, CompileRequest.builder("m", rows).build());
      assertThat(agreement(model, compiled, rows)).as("%s", task).isGreaterThanOrEqualTo(0.99);
      if (task.classifier()) {
        assertThat(agreement(model, compiled, Arrays.copyOfRange(all, 2000, 3000))).isGreaterThanOrEqualTo(0.985);
      }
    }
  }

  @Test
  void manyRowsAllowCoarserGridsThanFewWhichProveNothing() {
    double[][] rows = rows(4000, 4, false);
    for (double[] row : rows) {
      Arrays.setAll(row, f -> Math.min(20, Math.rint(row[f])));
    }
    TreeEnsemble model = ensemble(rows, CLASSES, 5, 3);
    Quantisation many = searched(model, rows, 0.99);
    Quantisation few = searched(model, Arrays.copyOf(rows, 100), 0.99);
    assertThat(many.options()).anyMatch(option -> option != null && option.form() != GridOption.Form.DECOYS);
    assertThat(few.options()).allMatch(option -> option == null || option.form() == GridOption.Form.DECOYS);
    assertThat(searched(model, rows, 1).options())
        .allMatch(option -> option == null || option.form() == GridOption.Form.DECOYS);
  }

  @Test
  void aLowerAgreementThanUsualDoesNotMakeGridsCoarser() {
    double[][] rows = rows(1000, 3, false);
    TreeEnsemble model = ensemble(rows, CLASSES, 5, 3);
    assertThat(searched(model, rows, 0).grid().quantizers()).isEqualTo(searched(model, rows, 0.99).grid().quantizers());
  }

  @Test
  void featuresOfFewValuesNeedFewCutsAndNoneThatAreTheModels() {
    double[][] rows = new double[1000][2];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = i % 2;
      rows[i][1] = i % 7;
    }
    Tree tree = new Tree.Branch(0, 0.5, new Tree.Branch(1, 2.5, leaf(-1), leaf(1)),
        new Tree.Branch(1, 4.5, leaf(2), leaf(-2)));
    TreeEnsemble model = new TreeEnsemble(2, new double[1], List.of(tree), CLASSES);
    Quantisation quantised = searched(model, rows, 0.99);
    assertThat(quantised.grid().levels(0)).isEqualTo(2);
    assertThat(quantised.grid().levels(1)).isLessThanOrEqualTo(8);
    assertThat(quantised.options()).allMatch(option -> option != null && option.form() != GridOption.Form.DECOYS);
    assertThat(quantised.notes()).noneMatch(note -> note.getKey().contains("decoys"));
  }

  private static Tree leaf(double value) {
    return new Tree.Leaf(new double[] {value});
  }

  @Test
  void leavesThatNeedMoreBitsGetThem() {
    double[][] rows = rows(500, 1, false);
    Tree tree = new Tree.Branch(0, 1e12, new Tree.Branch(0, 1, leaf(0), new Tree.Branch(0, 2, leaf(1), leaf(1.7))),
        new Tree.Branch(0, 1e13, leaf(30.47), leaf(-9.71)));
    TreeEnsemble model = new TreeEnsemble(1, new double[1], List.of(tree), Task.regression());
    CompiledModel compiled = new TreeEnsemblePlugin().compile(model, CompileRequest.builder("m", rows).build());
    assertThat(agreement(model, compiled, rows)).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void thresholdsOutsideOfTheCalibrationRowsStayWhereTheyAre() {
    double[][] rows = rows(15, 1, false);
    Tree tree = new Tree.Branch(0, -40, leaf(3), new Tree.Branch(0, 1e4, leaf(0), new Tree.Branch(0, 3e4, leaf(1),
        leaf(2))));
    TreeEnsemble model = new TreeEnsemble(1, new double[1], List.of(tree), Task.regression());
    Grid grid = (Grid) searched(model, rows, 0.99).grid().quantizers().get(0);
    CompiledModel compiled = new TreeEnsemblePlugin().compile(model, CompileRequest.builder("m", rows).build());
    for (double x : new double[] {-50, -30, 0, 5, 9000, 11_000, 28_000, 33_000}) {
      assertThat(compiled.client().scores(compiled.clearIntegers(new double[] {x}))).as("%s", x)
          .containsExactly(model.scores(new double[] {x}), within(1e-9));
    }
    assertThat(Arrays.stream(grid.cuts()).filter(cut -> cut > 1000).count()).isGreaterThan(2);
  }

  @Test
  void thresholdsAreAmongSeveralTimesAsManyCutsAndTheirDigitsAreNot() {
    double[][] rows = rows(1000, 3, false);
    TreeEnsemble model = ensemble(rows, CLASSES, 8, 3);
    double[][] thresholds = new FlatEnsemble(model).thresholds(3);
    Quantisation hidden = searched(model, rows, 1);
    for (int f = 0; f < 3; f++) {
      double[] cuts = ((Grid) hidden.grid().quantizers().get(f)).cuts();
      assertThat(cuts.length).isGreaterThanOrEqualTo(4 * thresholds[f].length);
      TreeSet<Double> told = new TreeSet<>(DoubleStream.of(cuts).boxed().toList());
      assertThat(DoubleStream.of(thresholds[f]).filter(told::contains).count()).isZero();
      for (double[] row : rows) {
        FeatureQuantizer quantizer = hidden.grid().quantizers().get(f);
        for (double threshold : thresholds[f]) {
          GridOption option = hidden.options()[f];
          assertThat(quantizer.quantize(row[f]) <= option.levels()[option.index(threshold)])
              .isEqualTo(row[f] <= threshold);
        }
      }
    }
  }

  @Test
  void equalModelsGiveEqualGridsAndAnotherThresholdOtherDecoys() {
    double[][] rows = rows(1000, 1, false);
    double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[0]).sorted().toArray();
    Grid[] grids = new Grid[3];
    for (int i = 0; i < grids.length; i++) {
      Tree tree = new Tree.Branch(0, (sorted[300 + i / 2 * 200] + sorted[301 + i / 2 * 200]) / 2, leaf(1), leaf(-1));
      TreeEnsemble model = new TreeEnsemble(1, new double[1], List.of(tree), CLASSES);
      grids[i] = (Grid) searched(model, rows, 1).grid().quantizers().get(0);
    }
    assertThat(grids[0]).isEqualTo(grids[1]);
    TreeSet<Double> common = new TreeSet<>(DoubleStream.of(grids[0].cuts()).boxed().toList());
    common.retainAll(DoubleStream.of(grids[2].cuts()).boxed().toList());
    assertThat(common.size()).isLessThan(8);
  }
}
