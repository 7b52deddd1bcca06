package dev.nightjar.runtime.cost;

import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.params.Parameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Costs of this machine. What is not in the file yet is measured when it is asked for first, with one engine, and kept
 * there. Close it to stop the engine. Thread-safe.
 */
public final class MeasuredCosts implements Costs, AutoCloseable {
  /** Stands for figures that there are none of, since the engine lacks the operation. */
  private static final String LACKING = "lacking";

  /** Of each figure: long enough for the JVM to compile what it runs, and for a few runs of it. */
  private static final Duration WARM_UP = Duration.ofMillis(350);
  private static final Duration MEASUREMENT = Duration.ofMillis(250);

  private final String origin;
  private final Supplier<Engine> start;
  private final int threads;
  private final CostFile file;
  private final Consumer<String> progress;
  private final StopWatch watch;
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
    this(origin, engine, threads, file, progress, new StopWatch(System::nanoTime, WARM_UP, MEASUREMENT));
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

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public synchronized double millis(CircuitCost cost) {
    Parameters p = cost.parameters();
    Function<String, Double> keyless = figures("keyless", p, "inference", probe -> probe.keyless(p));
    double millis = keyless.apply("inference") + keyless.apply("ciphertext") * cost.ciphertexts()
        + Math.min(keyless.apply("term") * cost.terms() / atOnce(cost.rows()),
            keyless.apply("transform") * (cost.ciphertexts() + cost.rows()))
        + (cost.hidden() ? keyless.apply("hidden") * cost.outputs() / atOnce(cost.outputs()) : 0);
    if (cost.allBootstraps() > 0) {
      Function<String, Double> batches = figures("bootstraps", p, "1",
          probe -> offering(Operation.BOOTSTRAP, "1", () -> probe.bootstraps(p)));
      millis += lacks(batches) ? Double.NaN
          : cost.bootstraps().stream().mapToDouble(count -> batch(count, batches)).sum();
    }
    if (cost.slots() > 0) {
      Function<String, Double> levelled = figures("levelled", p, "product",
          probe -> offering(Operation.LEVELLED, "product", () -> probe.levelled(p)));
      millis += lacks(levelled) ? Double.NaN : levelled(cost, levelled);
    }
    return millis;
  }

  private static double levelled(CircuitCost cost, Function<String, Double> figure) {
    double products = figure.apply("product") * cost.externalProducts()
        + figure.apply("trivial") * cost.trivialProducts();
    return figure.apply("expansion") + figure.apply("slot") * cost.slots()
        + Math.max(products, figure.apply("chained") * cost.chainedProducts());
  }

  private static boolean lacks(Function<String, Double> figures) {
    return figures.apply(LACKING) > 0;
  }

  private Map<String, Double> offering(Operation operation, String name, Supplier<Map<String, Double>> measured) {
    return engine.operations().contains(operation) ? measured.get() : Map.of(name, 0.0, LACKING, 1.0);
  }

  private double atOnce(long tasks) {
    return Math.max(1, Math.min(threads, tasks));
  }

  /** A batch between two that were measured lies on the line between them; larger ones take as long for each. */
  private static double batch(int count, Function<String, Double> figures) {
    int[] sizes = CostProbe.BATCHES;
    int last = sizes[sizes.length - 1];
    if (count >= last) {
      return figures.apply(String.valueOf(last)) * count / last;
    }
    int above = 0;
    while (sizes[above] < count) {
      above++;
    }
    double upper = figures.apply(String.valueOf(sizes[above]));
    if (sizes[above] == count) {
      return upper;
    }
    double lower = figures.apply(String.valueOf(sizes[above - 1]));
    return lower + (upper - lower) * (count - sizes[above - 1]) / (sizes[above] - sizes[above - 1]);
  }

  /** Figures of one kind and set by name; measured unless one that is always there is in the file. */
  private Function<String, Double> figures(String kind, Parameters p, String always,
      Function<CostProbe, Map<String, Double>> measure) {
    String prefix = kind + "." + p.id() + "." + Long.toHexString(p.fingerprint()) + ".";
    if (file.get(prefix + always).isEmpty()) {
      progress.accept(kind + " under " + p.id());
      if (engine == null) {
        engine = start.get();
      }
      Map<String, Double> named = new TreeMap<>();
      measure.apply(new CostProbe(engine, watch)).forEach((name, value) -> named.put(prefix + name, value));
      if (named.containsKey(prefix + LACKING)) {
        // Not kept: the engine may learn it.
        return name -> named.getOrDefault(prefix + name, 0.0);
      }
      file.put(named);
    }
    return name -> file.get(prefix + name).orElse(0);
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }
}
