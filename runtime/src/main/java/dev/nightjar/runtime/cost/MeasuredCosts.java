package dev.nightjar.runtime.cost;

import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.cost.LevelledWork;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.warmup.CompilerSilence;
import dev.nightjar.runtime.warmup.WorkClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Costs of this machine. What is not in the file yet is measured when it is asked for first, with one engine, and kept
 * there, unless other processes were busy meanwhile: then it is used, {@link #origin} says so, and it is measured anew
 * next time. Close it to stop the engine. Thread-safe.
 */
public final class MeasuredCosts implements Costs, AutoCloseable {
  /** Stands for figures that there are none of, since the engine lacks the operation. */
  private static final String LACKING = "lacking";

  /** When the figures of a kind and set were measured, in seconds since 1970. */
  private static final String MEASURED = "measured";

  private static final int NAME_PARTS = 4;

  /** Of all figures of a kind and set: long enough for the JVM to compile what it runs, and for many runs of it. */
  private static final Duration WARM_UP = Duration.ofMillis(600);
  private static final Duration MEASUREMENT = Duration.ofMillis(1000);

  /** After so much processor time of this JVM an engine is taken as it is. */
  private static final Duration ENGINE_WARM_UP = Duration.ofSeconds(30);

  /** Phases in which an engine will soon be faster. */
  private static final Set<EngineState.Phase> BUSY = Set.of(EngineState.Phase.WARMING, EngineState.Phase.HEALING);
  private static final long LOOK_NANOS = 20_000_000;

  private final String origin;
  private final Supplier<Engine> start;
  private final int threads;
  private final CostFile file;
  private final Consumer<String> progress;
  private final StopWatch watch;
  private final Costs reference = Costs.reference();
  /** Figures that are not kept, since others were busy. */
  private final Map<String, Double> disturbed = new TreeMap<>();
  /** How many times longer than by the reference something takes here, at least; 1 until something is measured. */
  private double scale = 1;
  private boolean scaled;
  private Engine engine;

  /**
   * Costs of an engine.
   *
   * @param origin what {@link #origin()} says
   * @param engine starts the engine, when it is needed
   * @param threads of the engine
   * @param file of this machine, JDK and engine alone; made when there is none
   * @param progress hears what is going to be measured
   */
  public MeasuredCosts(String origin, Supplier<Engine> engine, int threads, Path file,
      Consumer<String> progress) {
    this(origin, engine, threads, file, progress, new StopWatch(System::nanoTime, CompilerSilence::compiledMillis,
        WARM_UP, MEASUREMENT, new Idleness(), BusyMachine.here()));
  }

  /** The same by any watch. */
  MeasuredCosts(String origin, Supplier<Engine> engine, int threads, Path file, Consumer<String> progress,
      StopWatch watch) {
    this.watch = watch;
    this.origin = origin;
    this.start = engine;
    this.threads = threads;
    this.file = new CostFile(file);
    this.progress = progress;
  }

  /** What was said when this was made, and whether the machine was too busy to believe what was measured since. */
  @Override
  public synchronized String origin() {
    return disturbed.isEmpty() ? origin : origin
        + ", WHILE OTHER PROGRAMS WERE BUSY: some are too long, and will be measured anew next time";
  }

  /**
   * Figures that are kept.
   *
   * @param kind what they are of: sums, bootstraps or levelled evaluation
   * @param parameters id of the parameter set
   * @param measured when
   */
  public record Known(String kind, String parameters, Instant measured) {
  }

  /** All figures that are kept, by kind and set. */
  public List<Known> known() {
    return file.all("").entrySet().stream().filter(figure -> figure.getKey().endsWith("." + MEASURED))
        .map(figure -> figure.getKey().split("\\.")).filter(name -> name.length == NAME_PARTS)
        .map(name -> new Known(name[0], name[1], Instant.ofEpochSecond(
            (long) file.get(String.join(".", name)).orElse(0)))).toList();
  }

  /**
   * Milliseconds of a look-up in a large batch, on one thread, under those sets of the catalogue for which that is
   * known: what a search for parameter sets may go by.
   */
  public synchronized Map<Parameters, Double> lookups() {
    int batch = BootstrapProbe.BATCHES[BootstrapProbe.BATCHES.length - 1];
    Map<Parameters, Double> known = new HashMap<>();
    Stream.concat(ParameterCatalogue.bootstrapped().stream(), ParameterCatalogue.analogue().stream())
        .forEach(p -> file.get(prefix("bootstraps", p) + batch).stream().filter(millis -> millis > 0)
            .forEach(millis -> known.put(p, millis * threads / batch)));
    return known;
  }

  /** Forgets all figures, so that they are measured when they are next asked for. */
  public void forget() {
    file.clear();
  }

  /** By figures that are known already, or else as the reference machine, so many times as fast as it is known. */
  @Override
  public synchronized Estimate estimate(CircuitCost cost) {
    Parameters p = cost.parameters();
    if (engine != null && (cost.allBootstraps() > 0 && !engine.operations().contains(Operation.BOOTSTRAP)
        || hasLevelled(cost) && !engine.operations().contains(Operation.LEVELLED))) {
      return new Estimate(Double.NaN, false);
    }
    boolean known = isKnown("keyless", p) && (cost.allBootstraps() == 0 || isKnown("bootstraps", p))
        && (!hasLevelled(cost) || isKnown("levelled", p));
    return known ? new Estimate(millis(cost), false) : new Estimate(scale * reference.millis(cost), true);
  }

  @Override
  public synchronized double millis(CircuitCost cost) {
    double millis = measured(cost);
    double ratio = millis / reference.millis(cost);
    if (ratio > 0 && Double.isFinite(ratio)) {
      scale = scaled ? Math.min(scale, ratio) : ratio;
      scaled = true;
    }
    return millis;
  }

  private double measured(CircuitCost cost) {
    Parameters p = cost.parameters();
    Function<String, Double> keyless = figures("keyless", p,
        () -> new KeylessProbe(engine, threads, watch).figures(p));
    double millis = KeylessProbe.millis(cost, threads, keyless);
    if (cost.allBootstraps() > 0) {
      Function<String, Double> batches = figures("bootstraps", p,
          () -> offering(Operation.BOOTSTRAP, () -> new BootstrapProbe(engine, watch).figures(p)));
      millis += lacks(batches) ? Double.NaN
          : cost.bootstraps().stream().mapToDouble(count -> BootstrapProbe.millis(count, batches)).sum();
    }
    if (hasLevelled(cost)) {
      Function<String, Double> levelled = figures("levelled", p,
          () -> offering(Operation.LEVELLED, () -> new LevelledProbe(engine, threads, watch).figures(p,
              keyless.apply("inference"), keyless.apply("ciphertext"))));
      millis += lacks(levelled) ? Double.NaN : LevelledProbe.millis(cost.levelled(), levelled);
    }
    return millis;
  }

  private static boolean hasLevelled(CircuitCost cost) {
    return !cost.levelled().equals(LevelledWork.NONE);
  }

  private static boolean lacks(Function<String, Double> figures) {
    return figures.apply(LACKING) > 0;
  }

  private Map<String, Double> offering(Operation operation, Supplier<Map<String, Double>> measured) {
    return engine.operations().contains(operation) ? measured.get() : Map.of(LACKING, 1.0);
  }

  private static String prefix(String kind, Parameters p) {
    return kind + "." + p.id() + "." + Long.toHexString(p.fingerprint()) + ".";
  }

  private boolean isKnown(String kind, Parameters p) {
    String name = prefix(kind, p) + MEASURED;
    return disturbed.containsKey(name) || file.get(name).isPresent();
  }

  /** Figures of one kind and set by name; measured unless they are known. */
  private Function<String, Double> figures(String kind, Parameters p, Supplier<Map<String, Double>> measure) {
    String prefix = prefix(kind, p);
    if (!isKnown(kind, p)) {
      progress.accept(kind + " under " + p.id());
      if (engine == null) {
        engine = start.get();
        awaitWarm();
      }
      Map<String, Double> named = new TreeMap<>();
      measure.get().forEach((name, value) -> named.put(prefix + name, value));
      if (named.containsKey(prefix + LACKING)) {
        // Not kept: the engine may learn it.
        return name -> named.getOrDefault(prefix + name, 0.0);
      }
      named.put(prefix + MEASURED, (double) Instant.now().getEpochSecond());
      if (watch.disturbed()) {
        disturbed.putAll(named);
      } else {
        file.put(named);
      }
    }
    return name -> disturbed.getOrDefault(prefix + name, file.get(prefix + name).orElse(0));
  }

  /** What the engine compiles in the background would be measured, too. */
  private void awaitWarm() {
    LongSupplier worked = WorkClock.ofThisJvm();
    while (BUSY.contains(engine.info().state().phase())
        && worked.getAsLong() < ENGINE_WARM_UP.toNanos() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }
}
