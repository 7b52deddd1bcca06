package dev.nightjar.runtime.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.cost.LevelledWork;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredCostsTest {
  private static final Parameters LEVELLED = ParameterCatalogue.levelledShallow();

  @TempDir
  private Path folder;

  private final List<String> measured = new ArrayList<>();
  private final Shared busy = new Shared();

  private Path file() {
    return folder.resolve("new").resolve("costs.properties");
  }

  private MeasuredCosts costs(boolean mayStart) {
    return new MeasuredCosts("here", () -> {
      assertThat(mayStart).isTrue();
      return EngineRegistry.discover().create("java", new EngineOptions(2));
    }, 2, file(), measured::add, quick(busy));
  }

  /** A machine of which others take as much as they are said to. */
  private static final class Shared implements BusyMachine {
    private double others;

    @Override
    public void begin() {
      // others take the same all the time
    }

    @Override
    public double takenByOthers() {
      return others;
    }
  }

  /** The fewest runs of each action. */
  private static StopWatch quick(BusyMachine machine) {
    return new StopWatch(System::nanoTime, () -> 0, Duration.ZERO, Duration.ZERO, () -> { }, machine);
  }

  private static CircuitCost levelled(int slots, int products) {
    LevelledWork work = new LevelledWork(slots, products, 5, 10, 5, 3, 7);
    return new CircuitCost(LEVELLED, 1, 0, 0, List.of(), work, 1, 1, 0);
  }

  private static CircuitCost sums(int terms) {
    return new CircuitCost(LEVELLED, 2, 4, terms, List.of(), LevelledWork.NONE, 4, 4, 1);
  }

  @Test
  void lookupsThatWereMeasuredAreKnownByTheirSet() throws IOException {
    try (MeasuredCosts costs = costs(false)) {
      assertThat(costs.lookups()).isEmpty();
    }
    Parameters p = ParameterCatalogue.byId("NJ3_D7_O14").orElseThrow();
    Files.createDirectories(file().getParent());
    Files.writeString(file(), String.format(
        "bootstraps.%s.%x.32 = 64%nbootstraps.%s.%x.1 = 9%nbootstraps.%s.0.32 = 1%n",
        p.id(), p.fingerprint(), p.id(), p.fingerprint(), p.id()));
    try (MeasuredCosts costs = costs(false)) {
      assertThat(costs.lookups()).isEqualTo(Map.of(p, 64.0 * 2 / 32));
    }
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
  void whatIsMeasuredBesideOthersIsUsedAndNotKept() {
    busy.others = 0.4;
    try (MeasuredCosts costs = costs(true)) {
      assertThat(costs.origin()).isEqualTo("here");
      double first = costs.millis(sums(1));
      assertThat(costs.millis(sums(1))).as("not measured twice by one process").isEqualTo(first);
      assertThat(costs.origin()).contains("BUSY", "anew next time");
      assertThat(costs.known()).isEmpty();
    }
    busy.others = 0.1;
    try (MeasuredCosts again = costs(true)) {
      again.millis(sums(1));
      assertThat(again.known()).hasSize(1);
      assertThat(again.origin()).isEqualTo("here");
    }
    assertThat(measured).hasSize(2);
  }

  @Test
  void whatIsForgottenIsMeasuredAnew() {
    try (MeasuredCosts costs = costs(true)) {
      costs.millis(sums(1));
      costs.forget();
      assertThat(costs.known()).isEmpty();
      costs.millis(sums(1));
    }
    assertThat(measured).hasSize(2);
    try (MeasuredCosts again = costs(false)) {
      assertThat(again.known()).hasSize(1);
    }
  }

  @Test
  void anEstimateMeasuresNothingAndFollowsWhatWasMeasured() {
    CircuitCost sums = sums(1);
    CircuitCost products = levelled(100, 1000);
    try (MeasuredCosts costs = costs(true)) {
      assertThat(costs.estimate(products)).isEqualTo(
          new Costs.Estimate(Costs.reference().millis(products), true));
      assertThat(measured).isEmpty();
      double ratio = costs.millis(sums) / Costs.reference().millis(sums);
      assertThat(costs.estimate(sums)).isEqualTo(new Costs.Estimate(costs.millis(sums), false));
      assertThat(costs.estimate(products).rough()).isTrue();
      assertThat(costs.estimate(products).millis()).isCloseTo(ratio * Costs.reference().millis(products),
          within(1e-9));
      assertThat(measured).hasSize(1);
    }
  }

  @Test
  void anEngineThatLacksAnOperationHasNoTimeForIt() {
    try (MeasuredCosts costs = new MeasuredCosts("here", Idle::new, 1, file(), measured::add,
        quick(BusyMachine.idle()))) {
      assertThat(costs.estimate(levelled(100, 100)).millis()).as("the engine has not been started").isPositive();
      assertThat(costs.millis(levelled(100, 100))).isNaN();
      assertThat(costs.estimate(levelled(100, 100)).millis()).isNaN();
    }
    assertThat(new CostFile(file()).get("levelled." + LEVELLED.id() + "." + Long.toHexString(LEVELLED.fingerprint())
        + ".lacking")).isEmpty();
  }

  @Test
  void batchesBetweenMeasuredOnesLieBetweenThem() throws IOException {
    Parameters p = ParameterCatalogue.linear();
    String prefix = p.id() + "." + Long.toHexString(p.fingerprint()) + ".";
    Files.createDirectories(file().getParent());
    Files.write(file(), List.of("keyless." + prefix + "inference=0.5", "keyless." + prefix + "measured=1",
        "bootstraps." + prefix + "measured=2", "bootstraps." + prefix + "1=10",
        "bootstraps." + prefix + "2=12", "bootstraps." + prefix + "4=20", "bootstraps." + prefix + "8=30",
        "bootstraps." + prefix + "16=50", "bootstraps." + prefix + "32=96"));
    try (MeasuredCosts costs = costs(false)) {
      assertThat(costs.millis(batches(p, 1))).isEqualTo(10.5);
      assertThat(costs.millis(batches(p, 3))).isEqualTo(16.5);
      assertThat(costs.millis(batches(p, 8, 12))).isEqualTo(30 + 40 + 0.5);
      assertThat(costs.millis(batches(p, 64))).isEqualTo(192.5);
      assertThat(costs.known()).containsExactly(
          new MeasuredCosts.Known("bootstraps", p.id(), Instant.ofEpochSecond(2)),
          new MeasuredCosts.Known("keyless", p.id(), Instant.ofEpochSecond(1)));
    }
  }

  private static CircuitCost batches(Parameters p, Integer... counts) {
    return CircuitCost.ofBootstraps(p, List.of(counts));
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
