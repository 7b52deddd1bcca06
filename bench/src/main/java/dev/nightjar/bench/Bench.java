package dev.nightjar.bench;

import dev.nightjar.api.NightjarException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures engines against each other. Blocks for the time of the plan and keeps as many processors busy
 * as the plan has threads; a process should run one at a time.
 *
 * <p>Memory: one evaluation key, and for each engine its loaded form, of one parameter set at a time.
 */
public final class Bench {
  private static final String METHOD = "Engines take turns on the same keys and ciphertexts. Warm-up: every"
      + " configuration, for at least 2 s and until the JVM's compilers were silent for 1 s, but within a"
      + " third of the time. Times are wall-clock time of one call, KS + PBS of a whole batch; medians with"
      + " quartiles; ratios within pairs of neighbouring turns. Parts of an engine take turns on one thread,"
      + " with keys that hold nothing. Outputs of every configuration are decrypted"
      + " and checked before and after the measurement.";

  /** What the units in the reports' field names mean. */
  static final String UNITS = "Names say the unit: Millis milliseconds, Nanos nanoseconds, Bytes bytes,"
      + " Percent hundredths. A callMillis is for the whole batch: divided by batch, it is the time of a"
      + " message. Ratios are times against those of the first engine.";

  private final EngineFactory engines;
  private final Consumer<String> news;

  /**
   * A bench.
   *
   * @param engines makes engines of the plan's names
   * @param news called with a line that says what comes next
   */
  public Bench(EngineFactory engines, Consumer<String> news) {
    this.engines = Objects.requireNonNull(engines, "engines");
    this.news = Objects.requireNonNull(news, "news");
  }

  /**
   * Runs a plan.
   *
   * @throws NightjarException when an engine cannot be created; one that cannot run a set is left out of it
   */
  public BenchReport run(BenchPlan plan) {
    Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long begin = System.nanoTime();
    OtherLoad.Meter before = OtherLoad.Meter.read();
    List<SetReport> sets = new ArrayList<>();
    for (int s = 0; s < plan.sets().size(); s++) {
      long left = plan.budget().toNanos() - (System.nanoTime() - begin);
      sets.add(new SetBench(plan.sets().get(s), plan, engines, news).run(left / (plan.sets().size() - s)));
    }
    return new BenchReport(began.toString(), (System.nanoTime() - begin) / 1e9, Machine.here(),
        before.until(OtherLoad.Meter.read()), METHOD, UNITS, sets);
  }
}
