package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.plugin.tree.PlanSolver.Steps;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Node;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanSolverTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-9);

  private static int next;

  private static Node leaf(int value) {
    return new Node.Leaf(List.of(value));
  }

  /** A complete tree whose tests are all of different features and whose leaves all have different values. */
  private static Node complete(int depth) {
    return depth == 0 ? leaf(next++) : new Node.Split(next++, 3, complete(depth - 1), complete(depth - 1));
  }

  private static Plan plan(Node root, int most) {
    return new PlanBuilder(List.of(new GridTree(root)), 1).plan(0, most);
  }

  @Test
  void aTestOfOneFeatureIsFree() {
    Plan plan = plan(new Node.Split(0, 3, leaf(1), leaf(2)), 2);
    assertThat(plan.lookups()).isEmpty();
    assertThat(plan.free()).hasSize(1);
  }

  @Test
  void aWholeSmallTreeIsOneLookupWhenThereIsRoom() {
    Plan plan = plan(complete(2), 7);
    assertThat(plan.lookups()).hasSize(1);
    assertThat(plan.lookups().get(0).cells()).isEqualTo(8);
    assertThat(plan.lookups().get(0).conditions()).isZero();
  }

  @Test
  void moreRoomNeverCostsMoreLookups() {
    int before = Integer.MAX_VALUE;
    for (int most = 2; most <= 40; most++) {
      int now = plan(complete(5), most).lookups().size();
      assertThat(now).isLessThanOrEqualTo(before);
      before = now;
    }
    assertThat(before).isLessThanOrEqualTo(16);
  }

  @Test
  void withTwoStepsALookupIsTheConjunctionOfTwoConditions() {
    Plan plan = plan(complete(5), 2);
    assertThat(plan.lookups()).allMatch(l -> l.conditions() == 2 && l.cells() == 1);
    assertThat(plan.levels().size()).isEqualTo(4);
  }

  @Test
  void noLookupTakesMoreThanHalfOfTheTorus() {
    for (int most = 2; most <= 30; most++) {
      Plan plan = plan(complete(6), most);
      for (Lookup l : plan.lookups()) {
        long cut = l.cut() < 0 ? 0 : l.cutFactor() * plan.lookups().get(l.cut()).indicator();
        long highest = l.read().size() * l.conditionWeight() + cut + (l.cells() - 1) * l.step();
        assertThat(highest).isLessThanOrEqualTo(Lookup.HALF_TORUS);
        assertThat(l.cut() < 0 || cut >= l.conditionWeight()).isTrue();
        assertThat(l.cells() * (l.conditions() + 1) - 1).isLessThanOrEqualTo(most);
      }
    }
  }

  @Test
  void repeatedTestsOfOneFeatureCountAsOneCondition() {
    Node tree = new Node.Split(0, 9, new Node.Split(1, 5, new Node.Split(0, 3, leaf(0),
        new Node.Split(0, 6, leaf(7), leaf(0))), leaf(0)), leaf(0));
    Plan plan = plan(tree, 2);
    assertThat(plan.lookups()).hasSize(1);
    assertThat(plan.lookups().get(0).read())
        .containsExactly(new GridTree.Condition(0, LevelSet.between(3, 6)),
            new GridTree.Condition(1, LevelSet.upTo(5)));
  }

  /** What the steps that a solver hands out cost. */
  private static double cost(Node root, int most) {
    GridTree tree = new GridTree(root);
    double[] sum = new double[1];
    new PlanSolver(tree, new Values(tree, 0, 1), new RegionShapes(tree), most).trace(new Steps() {
      @Override
      public void start(int[] vector) {
        assertThat(vector).hasSize(1);
      }

      @Override
      public void change(int node, int cutNode, Region region, int[][] changeOfExit) {
        int steps = region.cells() * (conditions(tree, node, cutNode) + 1) - 1;
        assertThat(steps).isLessThanOrEqualTo(most);
        sum[0] += steps == 1 && cutNode == 0 && region.cells() == 1 ? PlanSolver.FREE : PlanSolver.price(steps);
      }

      @Override
      public void cut(int node, int cutNode) {
        sum[0] += PlanSolver.price(conditions(tree, node, cutNode)) + PlanSolver.PER_CUT;
      }
    });
    return sum[0];
  }

  private static int conditions(GridTree tree, int node, int cutNode) {
    return tree.featuresSince(tree.depth(cutNode), node) + (cutNode == 0 ? 0 : 1);
  }

  /** All trees in which no path tests a feature twice, with these values in their leaves. */
  private static List<Node> trees(List<Integer> features, int values) {
    List<Node> out = new ArrayList<>(IntStream.range(0, values).mapToObj(PlanSolverTest::leaf).toList());
    for (int feature : features) {
      List<Node> children = trees(features.stream().filter(f -> f != feature).toList(), values);
      for (Node below : children) {
        for (Node above : children) {
          if (!below.equals(above)) {
            out.add(new Node.Split(feature, 0, below, above));
          }
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 1952", "2, 4, 484"})
  void noPlanIsCheaperForAnyTreeOfFewFeatures(int features, int values, int count) {
    List<Node> trees = trees(IntStream.range(0, features).boxed().toList(), values);
    assertThat(trees).hasSize(count);
    for (Node tree : trees) {
      for (int most : new int[] {2, 3, 5, 7}) {
        assertThat(cost(tree, most)).as("%d steps, %s", most, tree).isCloseTo(EveryPlan.cost(tree, most, false), EXACT);
      }
    }
  }

  private static Node random(SplittableRandom random, int depth, int values, int[] lo, int[] hi) {
    List<int[]> tests = new ArrayList<>();
    for (int f = 0; f < lo.length; f++) {
      for (int level = lo[f] + 1; level < hi[f]; level++) {
        tests.add(new int[] {f, level});
      }
    }
    if (depth == 0 || tests.isEmpty() || random.nextInt(4) == 0) {
      return leaf(random.nextInt(values));
    }
    int[] test = tests.get(random.nextInt(tests.size()));
    int[] upper = hi.clone();
    int[] lower = lo.clone();
    upper[test[0]] = test[1];
    lower[test[0]] = test[1];
    Node below = random(random, depth - 1, values, lo, upper);
    Node above = random(random, depth - 1, values, lower, hi);
    return below.equals(above) ? below : new Node.Split(test[0], test[1], below, above);
  }

  /** Features have three levels, so that paths test them repeatedly. */
  @ParameterizedTest
  @CsvSource({"3, 2, 4", "3, 8, 3", "4, 3, 3", "4, 6, 2", "5, 8, 2"})
  void noPlanIsCheaperForRandomTrees(int depth, int features, int values) {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 12; i++) {
      int[] lo = new int[features];
      int[] hi = new int[features];
      Arrays.fill(lo, -1);
      Arrays.fill(hi, 3);
      Node tree = random(random, depth, values, lo, hi);
      for (int most : new int[] {2, 3, 5, 8}) {
        assertThat(cost(tree, most)).as("%d steps, %s", most, tree).isCloseTo(EveryPlan.cost(tree, most, false), EXACT);
      }
    }
  }

  /** A complete tree of that depth, each test of another feature, with random values. */
  private static Node random(SplittableRandom random, int depth, int values) {
    return depth == 0 ? leaf(random.nextInt(values))
        : new Node.Split(next++, 3, random(random, depth - 1, values), random(random, depth - 1, values));
  }

  @ParameterizedTest
  @CsvSource({"8, 64, 3", "8, 64, 24", "11, 64, 3", "11, 64, 24", "11, 256, 12"})
  void ofManyValuesOnlyAFewAreKeptForEachNodeAndCut(int depth, int values, int most) {
    GridTree tree = new GridTree(random(new SplittableRandom(5), depth, values));
    long places = IntStream.range(0, tree.size()).mapToLong(u -> Math.max(1, tree.depth(u))).sum();
    PlanSolver solver = new PlanSolver(tree, new Values(tree, 0, 1), new RegionShapes(tree), most);
    assertThat(solver.entries()).isPositive().isLessThan(6 * places);
  }

  /** The limit of what is claimed: a look-up less, were a node both cut and changed. */
  @Test
  void plansThatCutAndChangeOneNodeWouldBeCheaperNowAndThen() {
    Node left = new Node.Split(2, 1, leaf(1), new Node.Split(1, 0, leaf(1), leaf(2)));
    Node right = new Node.Split(5, 0, new Node.Split(2, 1, leaf(0), leaf(2)), leaf(0));
    Node tree = new Node.Split(4, 1, new Node.Split(3, 1, left, right), leaf(2));
    assertThat(cost(tree, 2) - EveryPlan.cost(tree, 2, true)).isBetween(0.9, 1.1);
  }
}
