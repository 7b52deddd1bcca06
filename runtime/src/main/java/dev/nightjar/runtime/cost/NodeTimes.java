package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.ExecutionStatistics;
import dev.nightjar.runtime.execution.RowWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the nodes of a circuit take on this machine, in milliseconds of wall time: the median of several inferences,
 * with a key and a query of nobody, each run as a single query finds the machine. Immutable.
 *
 * @param nodes each node, in order
 * @param rest everything else: reading the query, and hiding and writing the answer
 * @param whole an inference
 * @param runs inferences that were timed
 */
public record NodeTimes(List<Double> nodes, double rest, double whole, int runs) {
  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 50;
  private static final double NANOS = 1e6;

  /** Takes a list of its own. */
  public NodeTimes {
    nodes = List.copyOf(nodes);
  }

  /**
   * Measures by the code that serves queries.
   *
   * @param engine that has the circuit's operations
   * @param threads of the circuit's sums
   * @param time of the inferences that are timed, at least three of them; as long passes before, for the JVM's compiler
   */
  public static NodeTimes measure(Circuit circuit, Engine engine, int threads, Duration time) {
    PackedInput query = StandIn.query(circuit.parameters(), circuit.inputs() + circuit.zeros(), circuit.zeros());
    try (RowWorkers workers = new RowWorkers(threads); EngineKey key = circuit.keyParts().isEmpty() ? null
        : engine.load(StandIn.key(circuit.parameters(), circuit.keyParts()))) {
      CircuitExecutor executor = new CircuitExecutor(circuit, workers, CircuitExecutor.productsOf(engine));
      Runs runs = new Runs(executor, query, key, new Idleness());
      runs.timed(1, time);
      return of(runs.timed(LEAST_RUNS, time));
    }
  }

  private static NodeTimes of(List<Timed> runs) {
    int nodes = runs.get(0).statistics.nodeNanos().size();
    return new NodeTimes(IntStream.range(0, nodes)
        .mapToObj(n -> median(runs.stream().map(run -> run.statistics.nodeNanos().get(n)).toList())).toList(),
        median(runs.stream().map(Timed::rest).toList()), median(runs.stream().map(Timed::nanos).toList()), runs.size());
  }

  private static double median(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2 / NANOS;
  }

  /** One inference. */
  private record Timed(long nanos, ExecutionStatistics statistics) {
    long rest() {
      return nanos - statistics.nodeNanos().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Inferences one after another. */
  private record Runs(CircuitExecutor executor, PackedInput query, EngineKey key, Runnable before) {
    List<Timed> timed(int least, Duration time) {
      List<Timed> all = new ArrayList<>();
      long begun = System.nanoTime();
      while (all.size() < least || all.size() < MOST_RUNS && System.nanoTime() - begun < time.toNanos()) {
        before.run();
        long start = System.nanoTime();
        CircuitExecutor.Run run = executor.run(query, key, Cancellation.manual());
        executor.encode(run, StandIn.BINDING);
        all.add(new Timed(System.nanoTime() - start, run.statistics()));
      }
      return all;
    }
  }
}
