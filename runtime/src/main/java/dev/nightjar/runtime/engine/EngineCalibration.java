package dev.nightjar.runtime.engine;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.extensions.FailureReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times engines against each other on one real batch: first a warm-up, in which the JVM compiles what it runs, then
 * rounds in which every engine has its turn (A B A B), so that whatever else the machine does meets all of them. An
 * engine that fails is left out of the rest.
 *
 * <p>Takes {@link #WARM_UP} and {@link #MEASUREMENT}, or longer where {@link #MIN_ROUNDS} rounds do; a round that has
 * begun is finished.
 */
final class EngineCalibration {
  /** Bootstraps for each thread in a batch: enough that a key is read once for several of them. */
  private static final int PER_THREAD = 8;

  private static final int MAX_BATCH = 512;
  private static final int MAX_ROUNDS = 15;

  /** Measured rounds that there are at least: with fewer, quartiles say nothing of how far times spread. */
  private static final int MIN_ROUNDS = 4;

  private static final Duration WARM_UP = Duration.ofMillis(1500);
  private static final Duration MEASUREMENT = Duration.ofMillis(1500);

  private final LongSupplier nanoClock;

  /** Times by the system's clock. */
  EngineCalibration() {
    this(System::nanoTime);
  }

  /**
   * Times by any clock.
   *
   * @param nanoClock nanoseconds since any moment
   */
  EngineCalibration(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * What became of one engine.
   *
   * @param engine the engine
   * @param millis median time of one bootstrap in a batch, in milliseconds; NaN when it failed
   * @param lowerMillis lower quartile of these times
   * @param upperMillis upper quartile of these times
   * @param failure why it failed; null when it did not
   */
  record Figure(Engine engine, double millis, double lowerMillis, double upperMillis, Throwable failure) {
    /** Whether the middle halves of the times lie apart, this one's below the other's. */
    boolean clearlyFasterThan(Figure other) {
      return upperMillis < other.lowerMillis;
    }
  }

  /** Times all engines; one figure for each, in their order. Closes none of them. */
  List<Figure> time(List<Engine> engines, int threads, Parameters parameters) {
    CalibrationBatch batch = new CalibrationBatch(parameters, Math.min(MAX_BATCH, PER_THREAD * threads));
    EvaluationKey key = batch.key();
    List<Contender> contenders = engines.stream().map(Contender::new).toList();
    try {
      contenders.forEach(contender -> contender.attempt(() -> contender.key = contender.engine.load(key)));
      rounds(contenders, batch, WARM_UP, 1);
      contenders.forEach(contender -> contender.nanos.clear());
      rounds(contenders, batch, MEASUREMENT, MIN_ROUNDS);
    } finally {
      contenders.forEach(Contender::close);
    }
    return contenders.stream().map(contender -> contender.figure(batch.count())).toList();
  }

  private void rounds(List<Contender> contenders, CalibrationBatch batch, Duration time, int atLeast) {
    long end = nanoClock.getAsLong() + time.toNanos();
    for (int round = 0; round < MAX_ROUNDS && (round < atLeast || nanoClock.getAsLong() - end < 0); round++) {
      for (Contender contender : contenders) {
        contender.attempt(() -> {
          long begun = nanoClock.getAsLong();
          batch.run(contender.key);
          contender.nanos.add(nanoClock.getAsLong() - begun);
        });
      }
    }
  }

  /** An engine in the race, until it fails. */
  private static final class Contender {
    private final Engine engine;
    private final List<Long> nanos = new ArrayList<>();
    private EngineKey key;
    private Throwable failure;

    Contender(Engine engine) {
      this.engine = engine;
    }

    /** A key that does not fit into the memory is a reason to take another engine, like any failure. */
    void attempt(Runnable action) {
      if (failure != null) {
        return;
      }
      try {
        action.run();
      } catch (OutOfMemoryError e) {
        failure = e;
      } catch (Throwable e) {
        FailureReason.requireBearable(e);
        failure = e;
      }
    }

    Figure figure(int batch) {
      if (failure != null) {
        return new Figure(engine, Double.NaN, Double.NaN, Double.NaN, failure);
      }
      double[] millis = nanos.stream().mapToDouble(n -> n / 1e6 / batch).sorted().toArray();
      return new Figure(engine, quantile(millis, 0.5), quantile(millis, 0.25), quantile(millis, 0.75), null);
    }

    /** A quantile of sorted samples, interpolated between neighbours. */
    private static double quantile(double[] sorted, double share) {
      double at = share * (sorted.length - 1);
      int below = (int) at;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    void close() {
      if (key != null) {
        key.close();
      }
    }
  }
}
