package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trained models of the models' README, as they are read, on the rows that trained none of them. */
class TrainedModelsTest {
  @ParameterizedTest
  @CsvSource({"boosted, 691, 663", "forest, 691, 634", "forest-200, 691, 646", "iris, 38, 38", "digits, 450, 443",
      "mnist, 1000, 972", "mnist-large, 1000, 978", "mnist-keyless, 1000, 985", "iris-qnn, 38, 38",
      "digits-cnn, 450, 442", "digits-cnn-int8, 450, 442", "digits-mlp, 450, 437", "spam-mlp, 691, 656",
      "mnist-cnn, 1000, 971", "mnist-network, 1000, 975", "digits-neighbours, 450, 447"})
  void aModelIsRightAsOftenAsItsRecipeSays(String name, int rows, int right) throws IOException {
    CsvData test = Models.data(name).select(Models.testRows(name));
    Pipeline model = Models.pipeline(name);
    assertThat(test.samples()).hasSize(rows);
    assertThat(test.samples().stream().filter(s -> s.labels().contains(model.predict(s.row()).label()))).hasSize(right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boosted", "forest", "forest-200", "iris", "digits", "mnist", "mnist-large", "mnist-keyless",
      "iris-qnn", "digits-cnn", "digits-cnn-int8", "digits-mlp", "spam-mlp", "mnist-cnn", "mnist-network",
      "digits-neighbours"})
  void aModelGivesTheRuntimesLabelsAndProbabilities(String name) throws IOException {
    Pipeline model = Models.pipeline(name);
    double[][] expected = CsvData.readUnlabelled(Models.FOLDER.resolve(name).resolve("expected.csv")).rows();
    CsvData test = Models.data(name).select(Models.testRows(name));
    assertThat(expected).hasNumberOfRows(Math.min(100, test.samples().size()));
    for (int i = 0; i < expected.length; i++) {
      Prediction p = model.predict(test.samples().get(i).row());
      assertThat(Double.parseDouble(p.label())).isEqualTo(expected[i][0]);
      requireClose(p.outputs(), Arrays.copyOfRange(expected[i], 1, expected[i].length));
    }
  }

  @Test
  void theRegressorGivesTheRuntimesValues() throws IOException {
    Pipeline model = Models.pipeline("friedman");
    double[][] expected = CsvData.readUnlabelled(Models.FOLDER.resolve("friedman/expected.csv")).rows();
    CsvData test = Models.data("friedman").select(Models.testRows("friedman"));
    assertThat(expected).hasNumberOfRows(100);
    for (int i = 0; i < expected.length; i++) {
      requireClose(model.predict(test.samples().get(i).row()).outputs(), expected[i]);
    }
  }

  /** To single precision: six digits are written, and scores of networks may be large. */
  private static void requireClose(double[] outputs, double[] expected) {
    double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
    assertThat(outputs).containsExactly(expected, within(1e-5 * largest));
  }

  @ParameterizedTest
  @CsvSource({"digits, 60, 76", "mnist, 60, 121", "mnist-large, 120, 179"})
  void everyTreeOfFernsAsksTheSameSevenBitsOnEveryPath(String name, int ferns, int bits) throws IOException {
    TreeEnsemble model = (TreeEnsemble) Models.pipeline(name).core();
    assertThat(model.trees()).hasSize(ferns);
    Set<Bit> asked = new HashSet<>();
    for (Tree tree : model.trees()) {
      List<Set<Bit>> levels = levels(tree);
      assertThat(levels).hasSize(7).allSatisfy(level -> assertThat(level).hasSize(1));
      levels.forEach(asked::addAll);
    }
    assertThat(asked).hasSize(bits);
  }

  /** Ten ferns together have integers within seven bits: each leaf is at most six sixteenths. */
  @ParameterizedTest
  @ValueSource(strings = {"digits", "mnist", "mnist-large"})
  void leavesOfFernsAreSmallIntegersTimesASixteenth(String name) throws IOException {
    for (Tree tree : ((TreeEnsemble) Models.pipeline(name).core()).trees()) {
      double[] sixteenths =
          leaves(tree).flatMapToDouble(leaf -> Arrays.stream(leaf.values())).map(v -> 16 * v).toArray();
      assertThat(sixteenths).hasSize(128 * 10);
      assertThat(Arrays.stream(sixteenths)).allMatch(v -> v == Math.rint(v) && Math.abs(v) <= 6);
    }
  }

  /** A question to a feature. */
  private record Bit(int feature, double threshold) {
  }

  /** What the branches of each level ask. */
  private static List<Set<Bit>> levels(Tree tree) {
    List<Set<Bit>> levels = new ArrayList<>();
    List<Tree> level = List.of(tree);
    while (level.stream().anyMatch(Tree.Branch.class::isInstance)) {
      levels.add(level.stream().map(t -> new Bit(((Tree.Branch) t).feature(), ((Tree.Branch) t).threshold()))
          .collect(Collectors.toSet()));
      level = level.stream().flatMap(t -> t.children().stream()).toList();
    }
    return levels;
  }

  private static Stream<Tree.Leaf> leaves(Tree tree) {
    return tree instanceof Tree.Leaf leaf ? Stream.of(leaf)
        : tree.children().stream().flatMap(TrainedModelsTest::leaves);
  }
}
