package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureQuantizer.Missing;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Conditions are sets of levels: a feature that is missing, or that equals one of some categories. */
class MissingAndCategoriesTest {
  private static final double NAN = Double.NaN;
  private static final int LEVELS = 8;

  private final TreeEnsemblePlugin plugin = new TreeEnsemblePlugin();

  private static Tree leaf(double... values) {
    return new Tree.Leaf(values);
  }

  private static TreeEnsemble ensemble(int features, Tree... trees) {
    return new TreeEnsemble(features, new double[1], List.of(trees), Task.regression());
  }

  private static CompileRequest request(int features, Quantizer quantizer, double[]... more) {
    double[][] rows = Arrays.copyOf(more, more.length + 2);
    rows[more.length] = new double[features];
    rows[more.length + 1] = new double[features];
    Arrays.fill(rows[more.length + 1], LEVELS - 1);
    return CompileRequest.builder("test", rows).bits(3).quantizer(quantizer).build();
  }

  private static void assertExact(TreeEnsemble model, CompiledModel compiled, List<double[]> rows) {
    for (double[] x : rows) {
      assertThat(compiled.client().scores(compiled.clearIntegers(x))).as("%s", Arrays.toString(x))
          .containsExactly(model.scores(x), within(1e-9));
    }
  }

  /** Trees of comparisons and tests of categories, each with a random place for NaN. */
  private static final class Mixed {
    private final SplittableRandom random;
    private final int features;
    private final int scores;
    private final int categorical;

    Mixed(long seed, int features, int scores, int categorical) {
      this.random = new SplittableRandom(seed);
      this.features = features;
      this.scores = scores;
      this.categorical = categorical;
    }

    TreeEnsemble model(int trees, int depth) {
      List<Tree> out = new ArrayList<>();
      for (int t = 0; t < trees; t++) {
        // Leaves of 0 and 255 in each score make the step of 8-bit leaf values 1.
        out.add(new Tree.Branch(0, 3.5, new Tree.Branch(features - 1, 3.5, all(0), all(255)), tree(depth)));
      }
      return new TreeEnsemble(features, new double[scores], out, Task.regression());
    }

    private Tree all(double value) {
      double[] v = new double[scores];
      Arrays.fill(v, value);
      return leaf(v);
    }

    private Tree tree(int depth) {
      if (depth == 0 || random.nextInt(8) == 0) {
        return leaf(random.ints(scores, 0, random.nextBoolean() ? 3 : 256).asDoubleStream().toArray());
      }
      int feature = random.nextInt(features);
      Tree left = tree(depth - 1);
      Tree right = random.nextInt(6) == 0 ? left : tree(depth - 1);
      return feature < categorical && random.nextInt(4) > 0
          ? new Tree.Member(feature, random.ints(1 + random.nextInt(4), 0, LEVELS).asDoubleStream().toArray(),
              random.nextBoolean(), left, right)
          : new Tree.Branch(feature, random.nextInt(LEVELS - 1) + 0.5, left, right, random.nextBoolean());
    }

    List<double[]> rows(int count) {
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double[] row = random.doubles(features, 0, LEVELS).map(Math::floor).toArray();
        for (int f = 0; f < features; f++) {
          row[f] = random.nextInt(5) == 0 ? NAN : row[f];
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static double[] allMissing(int features) {
    double[] row = new double[features];
    Arrays.fill(row, NAN);
    return row;
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 1, 1, 4", "2, 4, 1, 3, 3", "3, 4, 2, 2, 5", "4, 5, 1, 6, 4", "5, 3, 3, 4, 3", "6, 6, 1, 2, 7",
      "7, 2, 1, 5, 6"})
  void anyMixOfTestsGivesTheModelsScoresWithinTheBound(long seed, int features, int scores, int trees, int depth) {
    for (int categorical : new int[] {0, features / 2, features}) {
      Mixed mixed = new Mixed(seed, features, scores, categorical);
      TreeEnsemble model = mixed.model(trees, depth);
      for (Quantizer quantizer : Quantizer.values()) {
        CompiledModel compiled = plugin.compile(model, request(features, quantizer, allMissing(features)));
        assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
        assertExact(model, compiled, mixed.rows(400));
      }
    }
  }

  @Test
  void declaredMarginsAreDistancesThatNoInputUndercuts() {
    for (int depth : new int[] {2, 4, 6}) {
      Mixed mixed = new Mixed(31 + depth, 4, 1, 2);
      CompiledModel m = plugin.compile(mixed.model(2, depth), request(4, Quantizer.UNIFORM, allMissing(4)));
      assertThat(m.circuit().bootstraps()).isPositive();
      for (double[] x : mixed.rows(300)) {
        Circuits.run(m.circuit(), m.client().encode(x), (tables, table, phase, margin) ->
            assertThat(Circuits.distanceToEdge(tables, table, phase)).isGreaterThanOrEqualTo(margin));
      }
    }
  }

  @Test
  void aTestOfCategoriesOrOfWhatIsMissingNeedsNoLookup() {
    TreeEnsemble model = ensemble(2, new Tree.Member(0, new double[] {1, 4, 5}, true, leaf(0), leaf(255)),
        new Tree.Branch(1, 3.5, leaf(7), leaf(100), true));
    for (Quantizer quantizer : Quantizer.values()) {
      CompiledModel compiled = plugin.compile(model, request(2, quantizer));
      assertThat(compiled.circuit().bootstraps()).isZero();
      List<double[]> rows = new ArrayList<>(List.of(new double[] {NAN, NAN}, new double[] {99, -99}));
      for (int q = 0; q < LEVELS; q++) {
        rows.add(new double[] {q, q});
      }
      assertExact(model, compiled, rows);
    }
  }

  @ParameterizedTest
  @EnumSource(Quantizer.class)
  void chainsOfEqualCategoriesAreOneTest(Quantizer quantizer) {
    Tree rest = leaf(255);
    for (int category : new int[] {6, 3, 2}) {
      rest = new Tree.Member(0, new double[] {category}, false, new Tree.Branch(1, 2.5, leaf(0), leaf(9)), rest);
    }
    TreeEnsemble model = ensemble(2, rest);
    CompileRequest request = request(2, quantizer);
    FeatureGrid grid = quantizer != Quantizer.THRESHOLDS ? FeatureGrid.uniform(request, model, 3)
        : FeatureGrid.atThresholds(request, model);
    List<GridTree> trees = new TreeQuantizer(grid,
        Quantisation.scales(model, TreeQuantizer.reached(grid, model), 0)).quantize(model);
    assertThat(trees.get(0).leaves()).isEqualTo(3);
    // Exact categories have numbers between them.
    assertThat(trees.get(0).levels(0).terms()).isEqualTo(quantizer == Quantizer.THRESHOLDS ? 6 : 4);
    assertExact(model, plugin.compile(model, request), List.of(new double[] {1, 0}, new double[] {2, 0},
        new double[] {3, 3}, new double[] {4, 0}, new double[] {5, 0}, new double[] {6, 3}, new double[] {7, 0}));
  }

  @Test
  void sidesThatLeadToTheSameSubTreeAreMergedInAnyOrder() {
    for (int shape = 0; shape < 4; shape++) {
      Tree same = leaf(0);
      Tree other = leaf(255);
      boolean inFirst = shape < 2;
      Tree inner = shape % 2 == 0 ? new Tree.Member(0, new double[] {2, 3}, false, same, other)
          : new Tree.Member(0, new double[] {2, 3}, false, other, same);
      Tree tree = inFirst ? new Tree.Member(0, new double[] {1, 2}, false, inner, same)
          : new Tree.Member(0, new double[] {1, 2}, false, same, inner);
      TreeEnsemble model = ensemble(1, tree);
      CompileRequest request = request(1, Quantizer.UNIFORM);
      GridTree quantized = Quantisation.of(model, request).trees().get(0);
      assertThat(quantized.leaves()).as("shape %d", shape).isEqualTo(2);
      CompiledModel compiled = plugin.compile(model, request);
      for (int q = 0; q < LEVELS; q++) {
        assertExact(model, compiled, List.of(new double[] {q}));
      }
    }
  }

  @Test
  void theClientIsToldEveryCategoryFromTheLeastToTheLargestButNotWhichAreTested() {
    TreeEnsemble model = ensemble(1, new Tree.Member(0, new double[] {3, 9}, false, leaf(0), leaf(255)));
    CompiledModel compiled = plugin.compile(model, request(1, Quantizer.UNIFORM, new double[] {-2}));
    assertThat(compiled.client().quantizers()).containsExactly(new Uniform(-3, 1, 14));
    assertThat(compiled.client().layout().slots()).isEqualTo(13);
    assertExact(model, compiled, List.of(new double[] {3}, new double[] {9}, new double[] {10}, new double[] {-5},
        new double[] {2}, new double[] {8}));
  }

  /** As exports compare with less than 0 in single precision. */
  @Test
  void aComparisonJustBelowACategoryIsExact() {
    double belowZero = Tree.Member.below(0);
    TreeEnsemble model = ensemble(1, new Tree.Member(0, new double[] {5}, false, leaf(0),
        new Tree.Branch(0, belowZero, leaf(255), leaf(9))));
    CompiledModel compiled = plugin.compile(model, request(1, Quantizer.AUTO, new double[] {-4}));
    for (int q = -5; q <= 8; q++) {
      assertExact(model, compiled, List.of(new double[] {q}));
    }
  }

  @ParameterizedTest
  @EnumSource(Quantizer.class)
  void categoriesThatAreNoIntegersAreExact(Quantizer quantizer) {
    TreeEnsemble model = ensemble(1, new Tree.Member(0, new double[] {0.1f, 2.5}, false, leaf(0),
        new Tree.Branch(0, 1.75, leaf(255), leaf(9))));
    CompiledModel compiled = plugin.compile(model, request(1, quantizer, new double[] {0.3}));
    assertExact(model, compiled, List.of(new double[] {0.1}, new double[] {0.1f}, new double[] {0.1001},
        new double[] {0.0999}, new double[] {1.75}, new double[] {1.76}, new double[] {2.4999}, new double[] {2.5},
        new double[] {2.5001}));
  }

  @Test
  void farApartCategoriesAreExactAndDoNotFillTheQuery() {
    TreeEnsemble model = ensemble(1, new Tree.Member(0, new double[] {0, 1e6}, false, leaf(0), leaf(255)));
    CompiledModel compiled = plugin.compile(model, request(1, Quantizer.UNIFORM));
    assertThat(compiled.client().layout().slots()).isLessThan(20);
    assertExact(model, compiled, List.of(new double[] {0}, new double[] {1e6}, new double[] {5e5},
        new double[] {999_999}, new double[] {1_000_001}));
  }

  @Test
  void onlyFeaturesThatMayBeMissingHaveALevelForIt() {
    Tree tree = new Tree.Branch(0, 3.5, leaf(0),
        new Tree.Branch(1, 3.5, leaf(255), new Tree.Branch(2, 3.5, leaf(1), leaf(2))), true);
    CompiledModel compiled = plugin.compile(ensemble(3, tree), request(3, Quantizer.UNIFORM, new double[] {1, NAN, 1}));
    List<FeatureQuantizer> quantizers = compiled.client().quantizers();
    assertThat(quantizers.get(0)).isInstanceOf(Missing.class);
    assertThat(quantizers.get(1)).isInstanceOf(Missing.class);
    assertThat(quantizers.get(2)).isInstanceOf(Uniform.class);
    assertThatThrownBy(() -> compiled.client().encode(new double[] {0, 0, NAN}))
        .isInstanceOf(NightjarException.class).hasMessageContaining("x2").hasMessageContaining("impute")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
  }

  @Test
  void aModelSaysWhichFeaturesItExpectsToBeMissing() {
    Tree tree = new Tree.Branch(0, 3.5, leaf(0), leaf(255), true);
    TreeEnsemble model = new TreeEnsemble(1, new double[1], List.of(tree), Task.regression(), Set.of());
    assertThat(plugin.compile(model, request(1, Quantizer.UNIFORM)).client().quantizers())
        .allMatch(Uniform.class::isInstance);
    CompiledModel asked = plugin.compile(model, request(1, Quantizer.UNIFORM, new double[] {NAN}));
    assertExact(model, asked, List.of(new double[] {NAN}, new double[] {5}));
  }

  @Test
  void aColumnThatIsMissingThroughoutIsCompiled() {
    TreeEnsemble model = ensemble(2, new Tree.Branch(0, 3.5, leaf(0), new Tree.Branch(1, 2, leaf(9), leaf(255)), true));
    CompiledModel compiled = plugin.compile(model,
        CompileRequest.builder("t", new double[][] {{NAN, 0}, {NAN, 7}}).build());
    assertExact(model, compiled, List.of(new double[] {NAN, 3}));
  }

  @Test
  void infiniteCalibrationIsRefused() {
    TreeEnsemble model = ensemble(1, new Tree.Branch(0, 3.5, leaf(0), leaf(255)));
    assertThatThrownBy(() -> plugin.compile(model, request(1, Quantizer.UNIFORM, new double[] {1 / 0.0})))
        .isInstanceOf(NightjarException.class).hasMessageContaining("row 0 holds Infinity in feature 0");
  }
}
