package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelledStrategyTest {
  private final TreeEnsemblePlugin plugin = new TreeEnsemblePlugin();

  private static double[] scores(CompiledModel m, double[] x) {
    return m.client().scores(m.clearIntegers(x));
  }

  private static void assertExact(TreeEnsemble model, CompiledModel compiled, Iterable<double[]> rows) {
    for (double[] x : rows) {
      assertThat(scores(compiled, x)).containsExactly(model.scores(x), within(1e-9));
    }
  }

  private static Diagram diagram(CompiledModel compiled) {
    return compiled.circuit().nodes().stream().filter(Node.Evaluate.class::isInstance)
        .map(node -> ((Node.Evaluate) node).diagram()).findFirst().orElseThrow();
  }

  private CompiledModel compile(LevelledStrategy strategy, TreeEnsemble model, CompileRequest request) {
    return plugin.compile(model, request.toBuilder(request.calibration()).strategy(strategy.id()).build());
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3, 1", "8, 1, 5, 1", "3, 3, 2, 1", "4, 6, 3, 1", "5, 2, 4, 3", "6, 1, 7, 2", "7, 12, 2, 1",
      "9, 12, 3, 2"})
  void everyInputOfASmallModelGivesTheModelsScores(long seed, int trees, int depth, int scores) {
    Forests forests = new Forests(seed, 4, 8, scores);
    TreeEnsemble model = forests.regressor(trees, depth);
    for (LevelledStrategy strategy : List.of(LevelledStrategy.BITS, LevelledStrategy.RANK,
        LevelledStrategy.COMPARISONS)) {
      for (Quantizer quantizer : Quantizer.values()) {
        CompiledModel compiled = compile(strategy, model, forests.request(quantizer, -64));
        assertExact(model, compiled, forests.grid());
        assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
        assertThat(compiled.circuit().keyParts()).isEqualTo(KeyPart.FOR_LEVELLED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, -64, -128, -200})
  void theFailureBoundIsKeptAndTheScoresStayExact(int failureLog2) {
    Forests forests = new Forests(11, 10, 16, 1);
    TreeEnsemble model = forests.regressor(20, 6);
    for (LevelledStrategy strategy : List.of(LevelledStrategy.BITS, LevelledStrategy.COMPARISONS)) {
      CompiledModel compiled = compile(strategy, model, forests.request(Quantizer.UNIFORM, failureLog2));
      assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(failureLog2);
      assertExact(model, compiled, forests.sample(300));
    }
  }

  /** Depth 2, features 0 and 1 of two and 2 of four levels; leaves are different numbers. */
  private static TreeEnsemble oblivious(Forests forests, int trees, int depth, int features) {
    List<Tree> all = new ArrayList<>();
    for (int t = 0; t < trees; t++) {
      all.add(oblivious(forests, t, depth, features, 0));
    }
    return new TreeEnsemble(features, new double[] {1}, all, Task.regression());
  }

  private static Tree oblivious(Forests forests, int tree, int depth, int features, int leaf) {
    if (depth == 0) {
      return forests.leaf((leaf * 37 + tree * 11) % 256);
    }
    int feature = (tree * 5 + depth * 3) % features;
    return new Tree.Branch(feature, (tree + depth) % 3 + 0.5,
        oblivious(forests, tree, depth - 1, features, 2 * leaf),
        oblivious(forests, tree, depth - 1, features, 2 * leaf + 1));
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "5, 7", "7, 4", "9, 2", "10, 1"})
  void obliviousTreesAreTablesThatTheirBitsRotate(int depth, int trees) {
    Forests forests = new Forests(3, 31, 4, 1);
    TreeEnsemble model = oblivious(forests, trees, depth, 31);
    CompiledModel ferns = compile(LevelledStrategy.FERNS, model, forests.request(Quantizer.UNIFORM, -64));
    assertExact(model, ferns, forests.sample(200));
    assertThat(diagram(ferns).externalProducts()).isLessThanOrEqualTo(trees * (depth + 1));
    assertThat(diagram(ferns).bits()).isLessThanOrEqualTo(depth * trees);
    CompiledModel comparisons = compile(LevelledStrategy.COMPARISONS, model, forests.request(Quantizer.UNIFORM, -64));
    assertThat(comparisons.circuit()).isEqualTo(ferns.circuit());
  }

  @Test
  void treesThatAreNotObliviousAreNoFerns() {
    Forests forests = new Forests(3, 8, 16, 1);
    TreeEnsemble model = forests.regressor(2, 6);
    CompileRequest request = forests.request(Quantizer.UNIFORM, -64);
    assertThatThrownBy(() -> compile(LevelledStrategy.FERNS, model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("another strategy");
  }

  /** Thresholds at and beyond both ends of the range, and each of them twice. */
  @ParameterizedTest
  @EnumSource(names = {"BITS", "RANK", "COMPARISONS"})
  void comparisonsAtTheEndsOfTheRangeAreExact(LevelledStrategy strategy) {
    Forests forests = new Forests(1, 3, 8, 1);
    Tree chain = forests.leaf(200);
    for (double threshold : new double[] {1e300, 8, 7, 6.5, 6, 6, 0, 0, -1}) {
      for (int f = 0; f < 2; f++) {
        chain = new Tree.Branch(f, threshold, forests.leaf((threshold > 100 ? 9 : threshold + 2) * (f + 1)), chain);
      }
    }
    TreeEnsemble model = new TreeEnsemble(3, new double[1], List.of(chain, chain), Task.regression());
    assertExact(model, compile(strategy, model, forests.request(Quantizer.UNIFORM, -64)), forests.grid());
  }

  @ParameterizedTest
  @EnumSource(names = {"BITS", "RANK", "COMPARISONS"})
  void constantTreesAndTreesOfOneTestAreExact(LevelledStrategy strategy) {
    Forests forests = new Forests(1, 3, 8, 1);
    Tree stump = new Tree.Branch(1, 3.5, forests.leaf(-1e7), forests.leaf(1e9));
    Tree inner = new Tree.Branch(1, 3.5, new Tree.Branch(1, 5.5, forests.leaf(4), forests.leaf(1e30)),
        forests.leaf(5));
    TreeEnsemble model = new TreeEnsemble(3, new double[] {-3},
        List.of(forests.leaf(-2.5e8), stump, forests.leaf(7)), Task.regression());
    CompiledModel compiled = compile(strategy, model, forests.request(Quantizer.UNIFORM, -64));
    assertExact(model, compiled, forests.grid());
    assertThat(compiled.circuit().outputs()).hasSize(1);
    // A leaf that no input reaches stretches no scale.
    TreeEnsemble unreached = new TreeEnsemble(3, new double[1], List.of(inner), Task.regression());
    assertExact(unreached, compile(strategy, unreached, forests.request(Quantizer.UNIFORM, -64)), forests.grid());
    TreeEnsemble constant = new TreeEnsemble(3, new double[1], List.of(forests.leaf(3)), Task.regression());
    CompileRequest request = forests.request(Quantizer.UNIFORM, -64);
    assertThatThrownBy(() -> compile(strategy, constant, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("same answer");
  }

  @ParameterizedTest
  @EnumSource(names = {"BITS", "RANK", "COMPARISONS"})
  void aDeepChainAndTwentySixScoresAreExact(LevelledStrategy strategy) {
    Forests one = new Forests(1, 31, 16, 1);
    Tree chain = one.leaf(255);
    for (int i = 0; i < 30; i++) {
      Tree leaf = one.leaf(i * 8);
      double threshold = i * 7 % 15 + 0.5;
      chain = i % 2 == 0 ? new Tree.Branch(i, threshold, leaf, chain) : new Tree.Branch(i, threshold, chain, leaf);
    }
    TreeEnsemble deep = new TreeEnsemble(31, new double[1], List.of(chain), Task.regression());
    CompiledModel compiled = compile(strategy, deep, one.request(Quantizer.UNIFORM, -64));
    assertExact(deep, compiled, one.sample(200));
    // The unused feature takes no bits.
    assertThat(diagram(compiled).bits()).isLessThanOrEqualTo(strategy == LevelledStrategy.BITS ? 120 : 30);
    Forests many = new Forests(5, 6, 8, 26);
    TreeEnsemble classes = many.regressor(5, 4);
    assertExact(classes, compile(strategy, classes, many.request(Quantizer.UNIFORM, -64)), many.sample(100));
  }

  @Test
  void fiveHundredDeepTreesAreExact() {
    Forests forests = new Forests(7, 31, 16, 1);
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < 500; t++) {
      Tree chain = forests.leaf(t % 2 * 255);
      for (int i = 0; i < 30; i++) {
        chain = new Tree.Branch(i, (i * 7 + t) % 15 + 0.5, forests.leaf((i * 8 + t) % 256), chain);
      }
      trees.add(chain);
    }
    TreeEnsemble model = new TreeEnsemble(31, new double[1], trees, Task.regression());
    CompiledModel compiled = compile(LevelledStrategy.COMPARISONS, model, forests.request(Quantizer.UNIFORM, -64));
    assertExact(model, compiled, forests.sample(10));
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
  }

  @Test
  void equalTreesAreEvaluatedOnceAndTheirNoiseCountsForEach() {
    Forests forests = new Forests(11, 10, 8, 1);
    TreeEnsemble one = forests.regressor(1, 6);
    TreeEnsemble model = new TreeEnsemble(10, one.base(), Collections.nCopies(30, one.trees().get(0)), one.task());
    CompileRequest request = forests.request(Quantizer.UNIFORM, -64);
    CompiledModel compiled = compile(LevelledStrategy.BITS, model, request);
    assertExact(model, compiled, forests.sample(200));
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(diagram(compiled).externalProducts())
        .isLessThanOrEqualTo(8 * diagram(compile(LevelledStrategy.BITS, one, request)).externalProducts());
  }

  /** Each tree of one-vs-all adds to one score: all scores lie in coefficients of one ciphertext. */
  @Test
  void treesOfOneScoreEachShareACiphertext() {
    Forests forests = new Forests(2, 5, 8, 3);
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < 9; t++) {
      double[] low = new double[3];
      double[] high = new double[3];
      high[t % 3] = 100 + t;
      trees.add(new Tree.Branch(t % 5, t % 7 + 0.5, new Tree.Leaf(low),
          new Tree.Branch((t + 1) % 5, 3.5, new Tree.Leaf(high), new Tree.Leaf(low))));
    }
    TreeEnsemble model = new TreeEnsemble(5, new double[3], trees, Task.regression());
    CompiledModel compiled = compile(LevelledStrategy.BITS, model, forests.request(Quantizer.UNIFORM, -64));
    assertExact(model, compiled, forests.grid());
    assertThat(diagram(compiled).outputs()).isEqualTo(1);
  }
}
