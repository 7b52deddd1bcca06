package dev.nightjar.bench;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs a bench in many fresh JVMs, one after another: what a just-in-time compiler does is not
 * the same in every process, and one process cannot show that. Blocks until the last has ended.
 */
public final class JvmStarts {
  private static final String METHOD = "Each start is a fresh JVM that makes its own keys, warms"
      + " up and measures; its value is its median time per message. The kinds of JVM take turns:"
      + " start 1 of each, start 2 of each. Outputs are decrypted and checked in each.";

  private final Consumer<String> news;

  /**
   * Starts JVMs.
   *
   * @param news called with a line that says what comes next
   */
  public JvmStarts(Consumer<String> news) {
    this.news = Objects.requireNonNull(news, "news");
  }

  /**
   * Runs a plan. Starts that fail are in the report.
   *
   * @throws IOException when there is no room for the temporary files that processes write to
   * @throws NightjarException {@code CANCELLED} when the thread is interrupted; the running process is ended
   */
  public StartsReport run(StartPlan plan) throws IOException {
    Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long begin = System.nanoTime();
    OtherLoad.Meter before = OtherLoad.Meter.read();
    List<List<StartsReport.Start>> starts = new ArrayList<>();
    plan.launches().forEach(launch -> starts.add(new ArrayList<>()));
    for (int number = 1; number <= plan.starts(); number++) {
      for (int l = 0; l < plan.launches().size(); l++) {
        JvmLaunch launch = plan.launches().get(l);
        news.accept("start " + number + " of " + plan.starts() + ", " + launch.name());
        starts.get(l).add(start(number, launch, plan));
      }
    }
    List<StartsReport.Launch> launches = new ArrayList<>();
    for (int l = 0; l < plan.launches().size(); l++) {
      JvmLaunch launch = plan.launches().get(l);
      launches.add(new StartsReport.Launch(launch.name(), launch.arguments(), starts.get(l)));
    }
    OtherLoad load = before.until(OtherLoad.Meter.read());
    return new StartsReport(began.toString(), (System.nanoTime() - begin) / 1e9, Machine.here(),
        new OtherLoad(load.loadBefore(), load.loadAfter(), mean(launches, OtherLoad::othersPercent),
            mean(launches, OtherLoad::stolenPercent)), METHOD, Bench.UNITS, launches, StartSpread.of(launches));
  }

  private StartsReport.Start start(int number, JvmLaunch launch, StartPlan plan) throws IOException {
    long begin = System.nanoTime();
    try {
      BenchReport report = new ChildJvm(launch).run(plan.program(), plan.limit());
      return new StartsReport.Start(number, (System.nanoTime() - begin) / 1e9, report, null);
    } catch (ChildJvm.Failure e) {
      news.accept("  failed: " + e.getMessage());
      return new StartsReport.Start(number, (System.nanoTime() - begin) / 1e9, null, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted while " + launch.name() + " ran", e);
    }
  }

  /** Null where nobody knows. */
  private static Double mean(List<StartsReport.Launch> launches, Function<OtherLoad, Double> share) {
    List<Double> known = launches.stream().flatMap(launch -> launch.starts().stream())
        .filter(start -> start.report() != null).map(start -> share.apply(start.report().noise()))
        .filter(Objects::nonNull).toList();
    return known.isEmpty() ? null
        : Double.valueOf(known.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
  }
}
