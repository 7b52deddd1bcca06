package dev.nightjar.runtime.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredCostsTest {
  private static final Parameters LEVELLED = ParameterCatalogue.levelledShallow();

  @TempDir
  private Path folder;

  private final List<String> measured = new ArrayList<>();

  private Path file() {
    return folder.resolve("new").resolve("costs.properties");
  }

  private MeasuredCosts costs(boolean mayStart) {
    return new MeasuredCosts("here", () -> {
      assertThat(mayStart).isTrue();
      return EngineRegistry.discover().create("java", new EngineOptions(2));
    }, 2, file(), measured::add, quick());
  }

  /** The fewest runs of each action. */
  private static StopWatch quick() {
    return new StopWatch(System::nanoTime, Duration.ZERO, Duration.ZERO);
  }

  private static CircuitCost levelled(int slots, int products) {
    return new CircuitCost(LEVELLED, 1, 0, 0, List.of(), slots, products, 10, 5, 1, false);
  }

  private static CircuitCost sums(int terms) {
    return new CircuitCost(LEVELLED, 2, 4, terms, List.of(), 0, 0, 0, 0, 4, true);
  }

  @Test
  void whatWasMeasuredOnceIsKept() {
    try (MeasuredCosts costs = costs(true)) {
      assertThat(costs.millis(sums(1))).isPositive().isLessThanOrEqualTo(costs.millis(sums(100_000)));
      assertThat(costs.origin()).isEqualTo("here");
    }
    assertThat(measured).containsExactly("keyless under " + LEVELLED.id());
    try (MeasuredCosts again = costs(false)) {
      assertThat(again.millis(sums(1))).isPositive();
    }
    assertThat(measured).hasSize(1);
  }

  @Test
  void anEngineThatLacksAnOperationHasNoTimeForIt() {
    try (MeasuredCosts costs = new MeasuredCosts("here", Idle::new, 1, file(), measured::add, quick())) {
      assertThat(costs.millis(levelled(100, 100))).isNaN();
    }
    assertThat(new CostFile(file()).get("levelled." + LEVELLED.id() + "." + Long.toHexString(LEVELLED.fingerprint())
        + ".lacking")).isEmpty();
  }

  @Test
  void batchesBetweenMeasuredOnesLieBetweenThem() throws IOException {
    Parameters p = ParameterCatalogue.linear();
    String prefix = p.id() + "." + Long.toHexString(p.fingerprint()) + ".";
    Files.createDirectories(file().getParent());
    Files.write(file(), List.of("keyless." + prefix + "inference=0.5", "bootstraps." + prefix + "1=10",
        "bootstraps." + prefix + "2=12", "bootstraps." + prefix + "4=20", "bootstraps." + prefix + "8=30",
        "bootstraps." + prefix + "16=50", "bootstraps." + prefix + "32=96"));
    try (MeasuredCosts costs = costs(false)) {
      assertThat(costs.millis(batches(p, 1))).isEqualTo(10.5);
      assertThat(costs.millis(batches(p, 3))).isEqualTo(16.5);
      assertThat(costs.millis(batches(p, 8, 12))).isEqualTo(30 + 40 + 0.5);
      assertThat(costs.millis(batches(p, 64))).isEqualTo(192.5);
    }
  }

  private static CircuitCost batches(Parameters p, Integer... counts) {
    return new CircuitCost(p, 1, 1, 0, List.of(counts), 0, 0, 0, 0, 1, false);
  }

  @Test
  void aDamagedFileIsMeasuredAnew() throws IOException {
    Files.createDirectories(file().getParent());
    for (String damage : List.of("\\u12", "keyless=many", "x=NaN", "x=-1", "x=Infinity", "\u0000\u0001")) {
      Files.writeString(file(), damage);
      CostFile read = new CostFile(file());
      assertThat(read.get("x")).as(damage).isEmpty();
      assertThat(read.get("keyless")).as(damage).isEmpty();
    }
  }

  /** An engine that computes nothing. */
  private static final class Idle implements Engine {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public EngineInfo info() {
      return new EngineInfo("idle", "none", 1, List.of());
    }

    @Override
    public Set<Operation> operations() {
      return Set.of();
    }

    @Override
    public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // nothing to free
    }
  }
}
