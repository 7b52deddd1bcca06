package dev.nightjar.engine.java.levelled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.Diagram.Kind;
import dev.nightjar.api.diagram.DiagramBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Simulates threads that each take one unit of time for a step. */
class PlanTest {
  private static final int BITS = 64;
  private final SplittableRandom random = new SplittableRandom(1);

  /** What a simulation found. */
  private record Found(int time, int held) {}

  private static Found simulate(Plan plan, int threads) {
    int[] missing = IntStream.range(0, plan.steps()).map(plan::sources).toArray();
    int[] unread = IntStream.range(0, plan.steps()).map(plan::readers).toArray();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int step = 0; step < plan.steps(); step++) {
      if (missing[step] == 0 && plan.diagram().kind(step) != Kind.CONSTANT) {
        ready.add(plan.position(step));
      }
    }
    int time = 0;
    int held = 0;
    int most = 0;
    boolean[] live = new boolean[plan.steps()];
    while (!ready.isEmpty()) {
      List<Integer> running = new ArrayList<>();
      while (running.size() < threads && !ready.isEmpty()) {
        running.add(plan.step(ready.poll()));
      }
      time++;
      for (int step : running) {
        live[step] = plan.readers(step) > 0;
        held += live[step] ? 1 : 0;
        most = Math.max(most, held);
        held -= released(plan, step, live, unread);
        finish(plan, step, missing, ready);
      }
    }
    return new Found(time, most);
  }

  /** Values that nobody reads any more after a step was made. */
  private static int released(Plan plan, int step, boolean[] live, int[] unread) {
    int count = 0;
    for (int other = 0; other < step; other++) {
      for (int i = 0; live[other] && i < plan.readers(other); i++) {
        if (plan.reader(other, i) == step && --unread[other] == 0) {
          live[other] = false;
          count++;
        }
      }
    }
    return count;
  }

  private static void finish(Plan plan, int step, int[] missing, PriorityQueue<Integer> ready) {
    for (int i = 0; i < plan.readers(step); i++) {
      int reader = plan.reader(step, i);
      if (--missing[reader] == 0) {
        if (plan.isSum(reader)) {
          finish(plan, reader, missing, ready);
        } else {
          ready.add(plan.position(reader));
        }
      }
    }
  }

  private int full(DiagramBuilder builder, int depth) {
    return depth == 0 ? builder.constant(random.nextLong())
        : builder.select(random.nextInt(BITS), full(builder, depth - 1), full(builder, depth - 1));
  }

  /** A tree of random shape, each node a chain of selects as comparisons with thresholds make them. */
  private int skewed(DiagramBuilder builder, int nodes) {
    if (nodes == 0) {
      return builder.constant(random.nextLong());
    }
    int left = random.nextInt(nodes);
    int zero = skewed(builder, left);
    int one = skewed(builder, nodes - 1 - left);
    int bit = 6 * random.nextInt(BITS / 6);
    int value = builder.select(bit, zero, one);
    for (int i = 1; i < 5; i++) {
      value = random.nextBoolean() ? builder.select(bit + i, value, one) : builder.select(bit + i, zero, value);
    }
    return value;
  }

  @Test
  void everyStepHasOnePositionAfterThoseOfItsSources() {
    DiagramBuilder builder = Diagram.builder(256, BITS);
    int tree = skewed(builder, 40);
    builder.output(builder.sum(tree, builder.rotate(0, tree, 3), builder.shift(tree, 1), builder.constant(5)));
    builder.output(tree);
    builder.output(builder.constant(7));
    Plan plan = new Plan(builder.build());
    for (int step = 0; step < plan.steps(); step++) {
      assertThat(plan.step(plan.position(step))).isEqualTo(step);
      for (int i = 0; i < plan.readers(step); i++) {
        assertThat(plan.position(plan.reader(step, i))).isGreaterThan(plan.position(step));
      }
    }
    assertThat(IntStream.range(0, plan.steps()).map(plan::sources).sum())
        .isEqualTo(IntStream.range(0, plan.steps()).map(plan::readers).sum());
  }

  @Test
  void threadsAreBusyOnASingleTree() {
    for (int i = 0; i < 20; i++) {
      DiagramBuilder builder = Diagram.builder(256, BITS);
      builder.output(skewed(builder, 62));
      Plan plan = new Plan(builder.build());
      int alone = simulate(plan, 1).time;
      int longest = simulate(plan, 10_000).time;
      assertThat(simulate(plan, 2).time).as("of %s steps, the longest way being %s", alone, longest)
          .isLessThanOrEqualTo((int) (1.12 * Math.max(longest, (alone + 1) / 2)));
    }
  }

  @Test
  void fewValuesOfADeepTreeAreHeldAtATime() {
    DiagramBuilder builder = Diagram.builder(256, BITS);
    builder.output(full(builder, 11));
    Plan plan = new Plan(builder.build());
    assertThat(simulate(plan, 1).held).isLessThanOrEqualTo(13);
    assertThat(simulate(plan, 2).held).isLessThanOrEqualTo(26);
  }
}
