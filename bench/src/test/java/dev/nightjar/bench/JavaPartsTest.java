package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.ShortSets;
import dev.nightjar.engine.java.internal.KernelParts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaPartsTest {
  private static final Parameters CHEAP = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
  private static final long MILLI = 1_000_000;

  private static EngineParts parts(String kernel) {
    return new JavaParts(CHEAP, Optional.of(kernel));
  }

  @Test
  void theVectorKernelHasAllParts() {
    try (EngineParts parts = parts("vector")) {
      List<PartTime> times = new PartTimer(100 * MILLI).time("java", parts);
      // Groups of half the size need four lanes at least.
      assertThat(times).extracting(PartTime::part).filteredOn(part -> part != Part.STEP_HALF)
          .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(Part.STEP_HALF)));
      assertThat(times).allSatisfy(time -> {
        assertThat(time.engine()).isEqualTo("java");
        assertThat(time.kernel()).startsWith("vector, ");
        assertThat(time.nanos().min()).isPositive();
        assertThat(time.nanos().samples()).isGreaterThanOrEqualTo(5);
      });
      assertThat(times).filteredOn(time -> time.part() == Part.STEP_LANES).singleElement()
          .satisfies(time -> assertThat(time.together()).isGreaterThan(1));
      assertThat(times).filteredOn(time -> time.part() == Part.KEYSWITCH_BATCH).singleElement()
          .satisfies(time -> assertThat(time.together()).isEqualTo(16));
    }
  }

  @Test
  void thePlainKernelHasAllPartsToo() {
    try (EngineParts parts = parts("plain")) {
      assertThat(parts.kernel()).startsWith("plain");
      assertThat(parts.tasks()).extracting(EngineParts.Task::part).containsExactly(Part.values());
    }
  }

  /** Half of the work gives half of the units: a time for one unit is what it says. */
  @Test
  void timesAreForOneUnit() {
    List<Integer> calls = new ArrayList<>();
    EngineParts slow = new EngineParts() {
      @Override
      public String kernel() {
        return "none";
      }

      @Override
      public List<Task> tasks() {
        return List.of(new Task(Part.STEP_SINGLE, 1, 1e9, calls::add));
      }

      @Override
      public void close() {
      }
    };
    assertThat(new PartTimer(1).time("slow", slow)).singleElement()
        .satisfies(time -> assertThat(time.nanos().max()).isBetween(0.0, 1.0));
    assertThat(calls).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TFHE_RS_2_2_P128", "NJ1_M1_P64"})
  void transformsComputeSomethingFinite(String set) {
    try (KernelParts parts = new KernelParts(ParameterCatalogue.byId(set).orElseThrow(), Optional.empty())) {
      assertThat(parts.forward(200)).isFinite().isNotZero();
      assertThat(parts.inverse(200)).isFinite();
      assertThat(parts.multiply(3)).isFinite().isNotZero();
    }
  }

  /**
   * One set for each shape of the rings and each family of keys, with a short LWE key; the profile {@code sweeps} takes
   * all as they are.
   */
  private static List<Parameters> shapes() {
    if (!System.getProperty("nightjar.test.sets", "few").equals("few")) {
      return ParameterCatalogue.bootstrapped();
    }
    Map<List<Object>, Parameters> shapes = new LinkedHashMap<>();
    ParameterCatalogue.bootstrapped().forEach(p -> shapes.merge(List.of(p.unrolled(), p.blockBinary(),
        p.polynomialSize(),
        p.glweDimension(), p.pbsLevel(), p.tableSize()), p, (a, b) -> a.lweDimension() <= b.lweDimension() ? a : b));
    return shapes.values().stream().map(ShortSets::of).toList();
  }

  @Test
  void everyShapeOfTheCatalogueHasItsKeys() {
    assertThat(shapes()).hasSizeGreaterThan(10).allSatisfy(set -> {
      try (JavaParts parts = new JavaParts(set, Optional.empty())) {
        parts.tasks().stream().filter(task -> task.part() == Part.KEYSWITCH_SINGLE)
            .forEach(task -> task.runs().run(1));
      }
    });
  }

  @Test
  void aKernelThatIsUnknownIsRefused() {
    assertThatThrownBy(() -> parts("magic")).hasMessageContaining("must be auto, vector or plain, not magic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "plain"})
  void theMicroBenchmarksCompute(String kernel) {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.kernel = kernel;
    benchmark.set = CHEAP.id();
    benchmark.batch = 1;
    benchmark.prepare();
    assertThat(benchmark.forward()).isEqualTo(benchmark.forward());
    assertThat(benchmark.inverse()).isFinite();
    assertThat(benchmark.multiply()).isFinite();
    benchmark.rotateSingle();
    benchmark.rotateLanes();
    benchmark.keySwitch();
    benchmark.stop();
  }
}
