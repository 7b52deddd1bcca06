package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeEnsemblePluginTest {
  private final TreeEnsemblePlugin plugin = new TreeEnsemblePlugin();

  private static double[] scores(CompiledModel m, double[] x) {
    return m.client().scores(m.clearIntegers(x));
  }

  private static void assertExact(TreeEnsemble model, CompiledModel compiled, Iterable<double[]> rows) {
    for (double[] x : rows) {
      assertThat(scores(compiled, x)).containsExactly(model.scores(x), within(1e-9));
    }
  }

  @Test
  void thePluginIsFoundAsAService() {
    assertThat(ServiceLoader.load(ModelPlugin.class)).anyMatch(TreeEnsemblePlugin.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3", "8, 1, 5", "3, 3, 2", "4, 6, 3", "5, 2, 4", "6, 1, 7", "7, 12, 2"})
  void everyInputOfASmallModelGivesTheModelsScores(long seed, int trees, int depth) {
    Forests forests = new Forests(seed, 4, 8, 1);
    TreeEnsemble model = forests.regressor(trees, depth);
    for (Quantizer quantizer : Quantizer.values()) {
      assertExact(model, plugin.compile(model, forests.request(quantizer, -64)), forests.grid());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, -64, -128, -200})
  void theFailureBoundIsKeptAndTheScoresStayExact(int failureLog2) {
    Forests forests = new Forests(11, 10, 4, 1);
    TreeEnsemble model = forests.regressor(2, 9);
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, failureLog2));
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(failureLog2);
    assertExact(model, compiled, forests.sample(2000));
  }

  /** Their equal look-ups are one source of noise: 30 times one, not the square root of 30. */
  @Test
  void aForestOfEqualTreesKeepsTheBoundThoughItsLookupsAreEqual() {
    Forests forests = new Forests(11, 10, 4, 1);
    TreeEnsemble one = forests.regressor(1, 6);
    TreeEnsemble model = new TreeEnsemble(10, one.base(), Collections.nCopies(30, one.trees().get(0)), one.task());
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(compiled.circuit().bootstraps()).isGreaterThan(30);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertExact(model, compiled, forests.sample(300));
  }

  @Test
  void aPathOfManyFeaturesIsSplitIntoLevels() {
    Tree tree = new Tree.Leaf(new double[] {255});
    for (int f = 0; f < 40; f++) {
      tree = f % 2 == 0 ? new Tree.Branch(f, 1.5, tree, new Tree.Leaf(new double[] {0}))
          : new Tree.Branch(f, 0.5, new Tree.Leaf(new double[] {0}), tree);
    }
    TreeEnsemble model = new TreeEnsemble(40, new double[] {0}, List.of(tree), Task.regression());
    Forests forests = new Forests(5, 40, 4, 1);
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -100));
    assertThat(compiled.circuit().depth()).isGreaterThan(1);
    double[] inside = new double[40];
    for (int f = 0; f < 40; f++) {
      inside[f] = f % 2;
    }
    assertThat(scores(compiled, inside)[0]).isCloseTo(255, within(1e-9));
    for (int f = 0; f < 40; f++) {
      double[] outside = inside.clone();
      outside[f] = f % 2 == 0 ? 2 : 0;
      assertThat(scores(compiled, outside)[0]).as("feature %d fails", f).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void declaredMarginsAreDistancesThatNoInputUndercuts() {
    Forests forests = new Forests(21, 3, 8, 1);
    for (int depth : new int[] {2, 4, 6}) {
      CompiledModel m = plugin.compile(forests.regressor(2, depth), forests.request(Quantizer.UNIFORM, -64));
      double[] tightest = {Double.POSITIVE_INFINITY};
      for (double[] x : forests.grid()) {
        Circuits.run(m.circuit(), m.client().encode(x), (tables, table, phase, margin) -> {
          double distance = Circuits.distanceToEdge(tables, table, phase);
          assertThat(distance).isGreaterThanOrEqualTo(margin);
          tightest[0] = Math.min(tightest[0], distance / margin);
        });
      }
      assertThat(tightest[0]).as("margins are not given away").isLessThan(1.25);
    }
  }

  @Test
  void leavesOfTheMostCommonValueCostNoLookup() {
    Tree rare = new Tree.Leaf(new double[] {255});
    Tree common = new Tree.Leaf(new double[] {0});
    Tree tree = new Tree.Branch(0, 1.5,
        new Tree.Branch(1, 1.5, common, new Tree.Branch(2, 1.5, common, rare)), common);
    TreeEnsemble model = new TreeEnsemble(3, new double[] {0}, List.of(tree), Task.regression());
    Forests forests = new Forests(1, 3, 4, 1);
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(compiled.circuit().bootstraps()).isEqualTo(1);
    assertExact(model, compiled, forests.grid());
  }

  @Test
  void treesOfOneFeatureNeedNoLookupAndNoKey() {
    Forests forests = new Forests(1, 2, 8, 1);
    Tree first = new Tree.Branch(0, 2.5, forests.leaf(0),
        new Tree.Branch(0, 4.5, forests.leaf(255), forests.leaf(17)));
    Tree second = new Tree.Branch(1, 1.5, forests.leaf(3), forests.leaf(99));
    TreeEnsemble model = new TreeEnsemble(2, new double[] {0}, List.of(first, second), Task.regression());
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(compiled.circuit().keyParts()).isEmpty();
    assertExact(model, compiled, forests.grid());
  }

  @Test
  void aScoreThatNeverVariesHasNoCiphertextInTheAnswer() {
    Tree tree = new Tree.Branch(0, 1.5, new Tree.Leaf(new double[] {7, 0}),
        new Tree.Branch(1, 0.5, new Tree.Leaf(new double[] {7, 100}), new Tree.Leaf(new double[] {7, 255})));
    TreeEnsemble model = new TreeEnsemble(2, new double[] {0.5, 0}, List.of(tree), Task.regression());
    Forests forests = new Forests(1, 2, 4, 2);
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(compiled.client().results()).hasSize(1);
    assertExact(model, compiled, forests.grid());
  }

  @Test
  void severalScoresAreExactWithSharedAndWithSeparateLookups() {
    Forests forests = new Forests(31, 4, 4, 3);
    TreeEnsemble model = forests.regressor(3, 5);
    CompileRequest request = forests.request(Quantizer.UNIFORM, -64);
    Quantisation quantised = Quantisation.of(model, request);
    PlanSearch search = PlanSearch.of(quantised.trees(), 3, -64, ParameterCatalogue.linear(),
        ParameterCatalogue.all(KeyFamily.UNIFORM));
    assertThat(search.tried()).extracting(PlanSearch.Tried::theta).contains(0, 1, 2);
    assertThat(search.tried()).isSortedAccordingTo((a, b) -> Double.compare(a.cost(), b.cost()));
    for (PlanSearch.Tried way : search.tried()) {
      Choice choice = search.choice(way);
      assertThat(PlanSearch.Tried.of(choice)).isEqualTo(way);
      CompiledModel compiled = plugin.assemble(model, request, quantised, search, choice);
      assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
      assertExact(model, compiled, forests.sample(100));
    }
  }

  @Test
  void theThresholdsQuantizerIsExactOnAndBesideEveryThreshold() {
    SplittableRandom random = new SplittableRandom(3);
    double[] cuts = random.doubles(6, -1, 1).toArray();
    cuts[5] = -0.0;
    Tree tree = new Tree.Leaf(new double[] {0});
    for (int i = 0; i < cuts.length; i++) {
      tree = i % 2 == 0 ? new Tree.Branch(i % 3, cuts[i], tree, new Tree.Leaf(new double[] {51 * i}))
          : new Tree.Branch(i % 3, cuts[i], new Tree.Leaf(new double[] {51 * i}), tree);
    }
    TreeEnsemble model = new TreeEnsemble(3, new double[] {0}, List.of(tree), Task.regression());
    CompiledModel compiled = plugin.compile(model,
        CompileRequest.builder("t", new double[][] {{0, 0, 0}}).quantizer(Quantizer.THRESHOLDS).build());
    for (int i = 0; i < 3000; i++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      double cut = cuts[random.nextInt(cuts.length)];
      x[random.nextInt(3)] = switch (random.nextInt(3)) {
        case 0 -> cut;
        case 1 -> Math.nextUp(cut);
        default -> Math.nextDown(cut);
      };
      assertThat(scores(compiled, x)).containsExactly(model.scores(x), within(1e-9));
    }
  }

  @Test
  void uniformWindowsHideThresholdsAndUnusedFeaturesHaveNone() {
    Tree tree = new Tree.Branch(1, 1.5, new Tree.Leaf(new double[] {0}),
        new Tree.Branch(3, 2.5, new Tree.Leaf(new double[] {9}), new Tree.Leaf(new double[] {255})));
    TreeEnsemble model = new TreeEnsemble(5, new double[] {0}, List.of(tree), Task.regression());
    Forests forests = new Forests(1, 5, 8, 1);
    CompiledModel uniform = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(uniform.client().layout()).isEqualTo(new InputLayout.Unary(Lookup.DELTA_LOG2,
        new int[] {1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3}, new int[] {0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6}));
    CompiledModel exact = plugin.compile(model, forests.request(Quantizer.THRESHOLDS, -64));
    assertThat(exact.client().layout().feature()).containsExactly(1, 3);
  }

  @Test
  void thresholdsThatDecideNothingAreNotTold() {
    Tree same = new Tree.Branch(0, 0.25, new Tree.Leaf(new double[] {5}), new Tree.Leaf(new double[] {5}));
    Tree tree = new Tree.Branch(0, 1.5, same,
        new Tree.Branch(0, 0.75, new Tree.Leaf(new double[] {77}), new Tree.Leaf(new double[] {255})));
    TreeEnsemble model = new TreeEnsemble(1, new double[] {0}, List.of(tree), Task.regression());
    CompiledModel compiled = plugin.compile(model,
        CompileRequest.builder("t", new double[][] {{0}}).quantizer(Quantizer.THRESHOLDS).build());
    assertThat(compiled.client().quantizers()).containsExactly(
        new FeatureQuantizer.Thresholds(new double[] {1.5}));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.5000001, 1", "0.4999999, 0", "0, 0", "1, 1", "0.504, 1", "0.496, 0"})
  void roundingALeafKeepsTheClassOfABinaryTree(double probability, int expected) {
    Task task = new Task(Task.Link.COMPLEMENT, List.of("no", "yes"));
    Tree tree = new Tree.Branch(0, 1.5, new Tree.Leaf(new double[] {probability}), new Tree.Branch(0, 2.5,
        new Tree.Leaf(new double[] {0}), new Tree.Leaf(new double[] {1})));
    TreeEnsemble model = new TreeEnsemble(1, new double[] {0}, List.of(tree), task);
    CompiledModel compiled = plugin.compile(model, new Forests(1, 1, 4, 1).request(Quantizer.UNIFORM, -64));
    assertThat(compiled.clearPrediction(new double[] {0}).classIndex()).isEqualTo(expected);
  }

  @Test
  void circuitsSurviveTheirByteFormat() {
    Forests forests = new Forests(41, 4, 8, 2);
    CompiledModel compiled = plugin.compile(forests.regressor(2, 4), forests.request(Quantizer.UNIFORM, -64));
    byte[] bytes = CircuitCodec.encode(compiled.circuit());
    assertThat(CircuitCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(compiled.circuit());
  }

  @Test
  void anEnsembleLargerThanOneCiphertextsNoiseAnswersInParts() {
    Forests forests = new Forests(51, 6, 4, 1);
    TreeEnsemble model = forests.regressor(40, 4);
    CompiledModel compiled = plugin.compile(model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(compiled.client().results().size()).isBetween(2, 40);
    assertExact(model, compiled, forests.sample(300));
  }

  @Test
  void allLookupsOfALevelAreOneBatch() {
    Forests forests = new Forests(61, 4, 8, 1);
    CompiledModel compiled = plugin.compile(forests.regressor(4, 3), forests.request(Quantizer.UNIFORM, -64));
    long batches = compiled.circuit().nodes().stream().filter(Node.Lookup.class::isInstance).count();
    assertThat(batches).isEqualTo(compiled.circuit().depth()).isEqualTo(1);
    assertThat(ClearEvaluator.run(compiled.circuit(), compiled.client().encode(new double[4]))).isNotEmpty();
  }

  private void assertRefused(TreeEnsemble model, CompileRequest request, String words) {
    assertThatThrownBy(() -> plugin.compile(model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining(words).extracting(e -> ((NightjarException) e).code())
        .isEqualTo(ErrorCode.NOT_COMPILABLE);
  }

  @Test
  void aModelOfAnotherKindIsRefused() {
    LinearModel linear = new LinearModel(new double[][] {{1}}, new double[] {0}, Task.regression());
    assertThat(plugin.supports(linear)).isFalse();
    assertThatThrownBy(() -> plugin.compile(linear, new Forests(1, 1, 4, 1).request(Quantizer.UNIFORM, -64)))
        .isInstanceOf(NightjarException.class).hasMessageContaining("linear model");
  }

  @Test
  void aModelThatQuantisationMakesConstantIsRefused() {
    Forests forests = new Forests(1, 1, 4, 1);
    Tree tree = new Tree.Branch(0, 1e9, forests.leaf(0), forests.leaf(255));
    assertRefused(new TreeEnsemble(1, new double[] {0}, List.of(tree), Task.regression()),
        forests.request(Quantizer.UNIFORM, -64), "same answer");
  }

  @Test
  void calibrationOfAnotherWidthIsRefused() {
    Forests forests = new Forests(1, 2, 4, 1);
    assertRefused(forests.regressor(1, 2), new Forests(1, 3, 4, 1).request(Quantizer.UNIFORM, -64),
        "features");
  }

  @Test
  void aPathTooDeepForTheStackIsRefused() {
    Tree tree = new Tree.Leaf(new double[] {0});
    for (int i = 0; i < 5000; i++) {
      tree = new Tree.Branch(0, i, new Tree.Leaf(new double[] {i}), tree);
    }
    assertRefused(new TreeEnsemble(1, new double[] {0}, List.of(tree), Task.regression()),
        new Forests(1, 1, 4, 1).request(Quantizer.UNIFORM, -64), "longer than 1000");
  }
}
