package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Node;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanSumsTest {
  private static int next;

  private static Node random(SplittableRandom random, int depth, int scores) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return new Node.Leaf(IntStream.range(0, scores).mapToObj(o -> random.nextInt(o == 1 ? 1 : 9)).toList());
    }
    return new Node.Split(next++ % 7, LevelSet.upTo(random.nextInt(3)), random(random, depth - 1, scores),
        random(random, depth - 1, scores));
  }

  private static Plan plan(int trees, int scores, int theta) {
    SplittableRandom random = new SplittableRandom(17);
    List<GridTree> made = IntStream.range(0, trees)
        .mapToObj(t -> new Node.Split(0, LevelSet.upTo(1), random(random, 5, scores), random(random, 5, scores)))
        .map(GridTree::new).toList();
    return new PlanBuilder(made, scores).plan(theta, 6);
  }

  /** The range of a group's changes, by walking to every leaf of every tree. */
  private static int[] range(Plan plan, ResultGroup group) {
    int[] total = {group.start(), group.start()};
    for (int t = 0; t < plan.trees().size(); t++) {
      GridTree tree = plan.trees().get(t);
      int lowest = Integer.MAX_VALUE;
      int highest = Integer.MIN_VALUE;
      for (int leaf = 0; leaf < tree.size(); leaf++) {
        if (tree.isLeaf(leaf)) {
          int sum = 0;
          for (int u = leaf; u >= 0; u = tree.parent(u)) {
            sum += changesAt(plan, group, t, u);
          }
          lowest = Math.min(lowest, sum);
          highest = Math.max(highest, sum);
        }
      }
      total[0] += lowest;
      total[1] += highest;
    }
    return total;
  }

  private static int changesAt(Plan plan, ResultGroup group, int t, int u) {
    int sum = 0;
    for (FreeChange f : group.free()) {
      sum += f.tree() == t && f.node() == u ? f.change(group.score()) : 0;
    }
    for (int i : group.lookups()) {
      Lookup l = plan.lookups().get(i);
      for (int e = 0; e < l.region().exits().length; e++) {
        sum += l.tree() == t && l.region().exits()[e] == u ? l.changeOfExit()[e][group.score() - l.score()] : 0;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 16, 64})
  void aGroupsRangeIsThatOfTheSumsOnTheWaysToAllLeaves(int parts) {
    for (int theta = 0; theta <= 2; theta++) {
      Plan plan = plan(4, 3, theta);
      for (ResultGroup group : new PlanSums(plan).groups(parts)) {
        assertThat(new int[] {group.lowest(), group.highest()}).isEqualTo(range(plan, group));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 8, 32})
  void groupsShareOutEveryLookupAndEveryFreeChangeOfAScore(int parts) {
    Plan plan = plan(4, 3, 1);
    List<ResultGroup> groups = new PlanSums(plan).groups(parts);
    for (int score = 0; score < 3; score++) {
      int wanted = score;
      List<Integer> lookups = new ArrayList<>();
      List<FreeChange> free = new ArrayList<>();
      groups.stream().filter(g -> g.score() == wanted).forEach(g -> {
        lookups.addAll(g.lookups());
        free.addAll(g.free());
      });
      assertThat(lookups).containsExactlyElementsOf(IntStream.range(0, plan.lookups().size())
          .filter(i -> plan.lookups().get(i).changes(wanted)).boxed().toList());
      assertThat(free).containsExactlyElementsOf(plan.free().stream().filter(f -> f.changes(wanted)).toList());
    }
  }

  @Test
  void aScoreThatNoLookupChangesHasGroupsThatDoNotVary() {
    assertThat(new PlanSums(plan(4, 3, 0)).groups(2)).filteredOn(g -> g.score() == 1)
        .hasSize(2).noneMatch(ResultGroup::varies);
  }
}
