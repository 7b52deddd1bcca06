package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.engine.java.BatchPlan.Part;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "4, 4", "3, 2", "16, 8", "2, 0"})
  void everyCiphertextIsInExactlyOnePartAndPartsFit(int threads, int lanes) {
    for (int count = 0; count < 200; count++) {
      int next = 0;
      for (Part part : BatchPlan.of(count, threads, lanes)) {
        assertThat(part.first()).isEqualTo(next);
        assertThat(part.count()).isBetween(1, part.inLanes() ? lanes : BatchPlan.SINGLES);
        next += part.count();
      }
      assertThat(next).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "4, 4", "16, 8"})
  void noSizeFallsOffACliff(int threads, int lanes) {
    double perGroup = lanes * BatchPlan.LANE_COST;
    for (int count = 1; count < 200; count++) {
      double time = makespan(BatchPlan.of(count, threads, lanes), threads, lanes);
      double ideal = Math.max(1, count * BatchPlan.LANE_COST / threads);
      assertThat(time).as("%d inputs", count).isLessThanOrEqualTo(ideal + perGroup);
      double oneByOne = Math.ceil((double) count / threads);
      assertThat(time).as("%d inputs", count).isLessThanOrEqualTo(oneByOne);
    }
  }

  private static double makespan(List<Part> parts, int threads, int lanes) {
    PriorityQueue<Double> free = new PriorityQueue<>(Comparator.naturalOrder());
    for (int t = 0; t < threads; t++) {
      free.add(0.0);
    }
    double end = 0;
    for (Part part : parts) {
      double done = free.remove() + (part.inLanes() ? lanes * BatchPlan.LANE_COST : part.count());
      free.add(done);
      end = Math.max(end, done);
    }
    return end;
  }

  @Test
  void fewCiphertextsUseAllThreads() {
    assertThat(BatchPlan.of(8, 2, 8)).extracting(Part::count).containsExactly(4, 4);
    assertThat(BatchPlan.of(3, 4, 8)).extracting(Part::count).containsExactly(1, 1, 1);
    assertThat(BatchPlan.of(16, 2, 8)).extracting(Part::inLanes).containsExactly(true, true);
  }
}
