package dev.nightjar.runtime.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import dev.nightjar.runtime.warmup.CompilerSilence;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The work that is predicted of models that nobody trained is the work that they are, in processor time of one thread,
 * so that other programs count neither here nor there. It is in this package for its clock and in this module for the
 * models that it compiles.
 */
@EnabledIfSystemProperty(named = "nightjar.test.sets", matches = "sweep", disabledReason = "it measures for a minute")
class PredictedWorkTest {
  /**
   * Promised of times on an idle machine are 30 %. On a machine with a load of 30 ratios were 0.74 to 1.18, of which a
   * part is what other programs push out of shared caches, of the calibration or of the run.
   */
  private static final double MOST = 1.5;

  /** Processor time of a warm-up, and of the runs that are timed. */
  private static final Duration OF_EACH = Duration.ofMillis(800);

  private static final long LOOK_NANOS = 50_000_000;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  @TempDir
  private Path folder;

  @Test
  void timesOfMadeUpModelsFollowFromTheirWork() {
    StopWatch watch = new StopWatch(PredictedWorkTest::computedNanos, CompilerSilence::compiledMillis, OF_EACH,
        OF_EACH, new Idleness(), BusyMachine.idle());
    Map<String, Circuit> models = MadeUpModels.all();
    assertThat(models).hasSizeGreaterThanOrEqualTo(20);
    Map<String, Double> ratios = new TreeMap<>();
    try (Engine engine = EngineRegistry.discover().create("java", new EngineOptions(1));
        MeasuredCosts costs = new MeasuredCosts("processor time", () -> engine, 1, folder.resolve("costs.properties"),
            what -> { }, watch)) {
      awaitSettled(engine);
      warm(costs, models.values());
      models.forEach((name, circuit) -> {
        double predicted = costs.millis(CircuitCost.of(circuit));
        double measured = measured(circuit, engine, watch);
        ratios.put(name, measured / predicted);
        System.out.printf(Locale.ROOT, "%-28s predicted %8.3f ms, measured %8.3f ms, ratio %.2f%n", name, predicted,
            measured, measured / predicted);
      });
    }
    assertThat(ratios).allSatisfy((name, ratio) -> assertThat(ratio).as(name).isBetween(1 / MOST, MOST));
  }

  /** What an engine compiles in the background is processor time, too. */
  private static void awaitSettled(Engine engine) {
    Set<EngineState.Phase> busy = Set.of(EngineState.Phase.WARMING, EngineState.Phase.HEALING);
    while (busy.contains(engine.info().state().phase())) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Costs are measured once and forgotten: compilers of a busy JVM fall behind, and code gets faster later. */
  private static void warm(MeasuredCosts costs, Collection<Circuit> models) {
    models.forEach(circuit -> costs.millis(CircuitCost.of(circuit)));
    CompilerSilence.ofThisJvm().await(LONGEST_SILENCE, () -> false);
    costs.forget();
  }

  private static double measured(Circuit circuit, Engine engine, StopWatch watch) {
    PackedInput query = StandIn.query(circuit.parameters(), circuit.inputs() + circuit.zeros(), circuit.zeros());
    try (RowWorkers workers = new RowWorkers(1); EngineKey key = circuit.keyParts().isEmpty() ? null
        : engine.load(StandIn.key(circuit.parameters(), circuit.keyParts()))) {
      CircuitExecutor executor = new CircuitExecutor(circuit, workers, CircuitExecutor.productsOf(engine));
      return watch.millis(Map.of("one", () ->
          executor.encode(executor.run(query, key, Cancellation.manual()), StandIn.BINDING))).get("one");
    }
  }

  /** Processor time of all threads of Java, without those that compile and collect garbage. */
  private static long computedNanos() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadCpuTime(threads.getAllThreadIds())).filter(nanos -> nanos > 0).sum();
  }
}
