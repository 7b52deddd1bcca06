package dev.nightjar.engine.java.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.engine.java.rotation.BatchPlan.Groups;
import dev.nightjar.engine.java.rotation.BatchPlan.Part;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
  private static final double FULL_COST = 0.69;
  private static final double HALF_COST = 0.85;

  private static Groups groups(int full, int half) {
    return new Groups(full, half, FULL_COST, HALF_COST);
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 4", "2, 8, 4", "2, 8, 0", "4, 4, 2", "3, 2, 0", "16, 8, 4", "2, 0, 0", "64, 8, 4"})
  void everyCiphertextIsInExactlyOnePartAndPartsFit(int threads, int full, int half) {
    for (int count = 0; count < 200; count++) {
      int next = 0;
      for (Part part : BatchPlan.of(count, threads, groups(full, half))) {
        assertThat(part.first()).isEqualTo(next);
        assertThat(part.count()).isBetween(1, size(part.path(), groups(full, half)));
        next += part.count();
      }
      assertThat(next).isEqualTo(count);
    }
  }

  private static int size(Path path, Groups groups) {
    return switch (path) {
      case FULL -> groups.full();
      case HALF -> groups.half();
      case SINGLES -> BatchPlan.SINGLES;
    };
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 4", "2, 8, 4", "2, 8, 0", "4, 4, 2", "16, 8, 4", "64, 8, 4"})
  void noSizeFallsOffACliff(int threads, int full, int half) {
    Groups groups = groups(full, half);
    double perGroup = half == 0 ? full * FULL_COST : half * HALF_COST;
    for (int count = 1; count < 200; count++) {
      double time = makespan(BatchPlan.of(count, threads, groups), threads, groups);
      double ideal = Math.max(1, count * FULL_COST / threads);
      assertThat(time).as("%d inputs", count).isLessThanOrEqualTo(ideal + perGroup);
      double oneByOne = Math.ceil((double) count / threads);
      assertThat(time).as("%d inputs", count).isLessThanOrEqualTo(oneByOne);
    }
  }

  private static double makespan(List<Part> parts, int threads, Groups groups) {
    PriorityQueue<Double> free = new PriorityQueue<>(Comparator.naturalOrder());
    for (int t = 0; t < threads; t++) {
      free.add(0.0);
    }
    double end = 0;
    for (Part part : parts) {
      double done = free.remove() + switch (part.path()) {
        case FULL -> groups.full() * FULL_COST;
        case HALF -> groups.half() * HALF_COST;
        case SINGLES -> part.count();
      };
      free.add(done);
      end = Math.max(end, done);
    }
    return end;
  }

  @Test
  void fewCiphertextsUseAllThreads() {
    Groups groups = groups(8, 4);
    assertThat(BatchPlan.of(8, 2, groups)).extracting(Part::path).containsExactly(Path.HALF, Path.HALF);
    assertThat(BatchPlan.of(8, 2, groups(8, 0))).extracting(Part::count).containsExactly(4, 4);
    assertThat(BatchPlan.of(3, 4, groups)).extracting(Part::count).containsExactly(1, 1, 1);
    assertThat(BatchPlan.of(16, 2, groups)).extracting(Part::path).containsExactly(Path.FULL, Path.FULL);
    assertThat(BatchPlan.of(5, 1, groups)).extracting(Part::count).containsExactly(4, 1);
  }

  @Test
  void whereGroupsAreCheapTheyAreUsedHalfEmpty() {
    Groups cheap = new Groups(8, 4, 0.48, 0.65);
    assertThat(BatchPlan.of(14, 2, cheap)).extracting(Part::count).containsExactly(8, 6);
    assertThat(BatchPlan.of(5, 1, cheap)).extracting(Part::path).containsExactly(Path.HALF, Path.SINGLES);
    assertThat(BatchPlan.of(6, 1, cheap)).extracting(Part::path).containsExactly(Path.FULL);
    assertThat(BatchPlan.of(6, 1, groups(8, 4))).extracting(Part::path)
        .containsExactly(Path.HALF, Path.SINGLES, Path.SINGLES);
  }
}
