package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.plugin.tree.GridTree.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanSolverTest {
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
    assertThat(plan.lookUps()).isEmpty();
    assertThat(plan.free()).hasSize(1);
  }

  @Test
  void aWholeSmallTreeIsOneLookUpWhenThereIsRoom() {
    Plan plan = plan(complete(2), 7);
    assertThat(plan.lookUps()).hasSize(1);
    assertThat(plan.lookUps().get(0).cells()).isEqualTo(8);
    assertThat(plan.lookUps().get(0).conditions()).isZero();
  }

  @Test
  void moreRoomNeverCostsMoreLookUps() {
    int before = Integer.MAX_VALUE;
    for (int most = 2; most <= 40; most++) {
      int now = plan(complete(5), most).lookUps().size();
      assertThat(now).isLessThanOrEqualTo(before);
      before = now;
    }
    assertThat(before).isLessThanOrEqualTo(16);
  }

  @Test
  void withTwoStepsALookUpIsTheConjunctionOfTwoConditions() {
    Plan plan = plan(complete(5), 2);
    assertThat(plan.lookUps()).allMatch(l -> l.conditions() == 2 && l.cells() == 1);
    assertThat(plan.levels().size()).isEqualTo(4);
  }

  @Test
  void noLookUpTakesMoreThanHalfOfTheTorus() {
    for (int most = 2; most <= 30; most++) {
      Plan plan = plan(complete(6), most);
      for (LookUp l : plan.lookUps()) {
        long cut = l.cut() < 0 ? 0 : l.cutFactor() * plan.lookUps().get(l.cut()).indicator();
        long highest = l.intervals().size() * l.conditionWeight() + cut + (l.cells() - 1) * l.step();
        assertThat(highest).isLessThanOrEqualTo(LookUp.HALF_TORUS);
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
    assertThat(plan.lookUps()).hasSize(1);
    assertThat(plan.lookUps().get(0).intervals())
        .containsExactly(new GridTree.Interval(0, 3, 6), new GridTree.Interval(1, -1, 5));
  }
}
