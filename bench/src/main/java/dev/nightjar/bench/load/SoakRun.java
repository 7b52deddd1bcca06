package dev.nightjar.bench.load;

import dev.nightjar.bench.Machine;
import dev.nightjar.bench.load.Inference.Asking;
import dev.nightjar.bench.load.SoakReport.Reading;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Uses a server of this machine for long, by a mix of inferences of all models, keys that come and go, and bad
 * requests of all kinds. Between intervals nothing is asked while the gauges are read, so that they do not show what
 * happens to be on its way.
 */
public final class SoakRun {
  private static final int KEYLESS = 600;
  private static final int LEVELLED = 200;
  private static final int BOOTSTRAPPED = 30;
  private static final int SMALL_KEY = 12;
  private static final int LARGE_KEY = 2;
  private static final int LARGE = 8 << 20;

  /** Loops that find the capacity, in seconds each. */
  private static final double CAPACITY_SECONDS = 4;

  private final Endpoint endpoint;
  private final Consumer<String> news;

  /**
   * A soak of an endpoint whose process is on this machine.
   *
   * @param news called with a line that says how it is
   * @throws IllegalArgumentException where the process is not known
   */
  public SoakRun(Endpoint endpoint, Consumer<String> news) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    this.news = Objects.requireNonNull(news, "news");
    if (endpoint.process().isEmpty()) {
      throw new IllegalArgumentException("a soak looks into the server's process: say which it is on this machine");
    }
  }

  /**
   * Uses it with these models. The keys that it sends are deleted again.
   *
   * @throws IOException when the endpoint is not there, takes no keys or cannot be looked into
   */
  public SoakReport run(SoakPlan plan, List<Subject> subjects) throws IOException {
    try (Callers callers = new Callers(endpoint.base(), endpoint.tokens())) {
      List<Supplier<Checked>> checks = new ArrayList<>();
      Mix mix = new Mix(parts(callers, subjects, checks));
      Supplier<Checked> check = () -> checks.stream().map(Supplier::get).reduce(Checked.NONE, Checked::and);
      double capacity;
      try (Crew crew = new Crew(endpoint.base(), plan.connections())) {
        double seconds = Math.min(CAPACITY_SECONDS, plan.interval().toMillis() / 1e3);
        capacity = new LoadRun(endpoint, news)
            .capacity(new LoadPlan(seconds, LoadPlan.DEFAULT.connections(), LoadPlan.DEFAULT.crowd()), crew, "the mix",
                mix).perSecond();
      }
      return run(plan, capacity, mix, check, callers.heads().get(0));
    }
  }

  /**
   * The same with any mix of operations.
   *
   * @param capacity operations of the mix in a second
   * @param check decrypts what was answered since the last time
   * @param reader who may read {@code /health}
   */
  SoakReport run(SoakPlan plan, double capacity, Mix mix, Supplier<Checked> check, Heads reader) throws IOException {
    String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try (Crew crew = new Crew(endpoint.base(), plan.connections());
        ServerProbe probe = new ServerProbe(endpoint.base(), reader, endpoint.process().orElseThrow())) {
      Checked checked = check.get();
      List<Reading> readings = new ArrayList<>();
      List<Figures> figures = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < plan.intervals(); i++) {
        figures.add(crew.open(Arrivals.poisson(plan.share() * capacity, plan.interval().toMillis() / 1e3), mix));
        checked = checked.and(check.get());
        readings.add(new Reading((System.nanoTime() - start) / 60e9, probe.read()));
        news.accept(line(readings.get(i), figures.get(i)));
      }
      return new SoakReport(began, Machine.here(), capacity, plan.share() * capacity,
          (System.nanoTime() - start) / 60e9, readings, trends(readings), figures, mix.done(), checked);
    }
  }

  private static String line(Reading reading, Figures figures) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "minute %.1f: %d operations, %d refused,"
        + " %d unexpected, %d lost", reading.minute(), figures.all(), figures.refused().count(),
        figures.unexpectedCount(), figures.lostCount()));
    reading.values().forEach((gauge, value) ->
        line.append(String.format(Locale.ROOT, "; %s %,.0f", gauge.text(), value)));
    return line.toString();
  }

  private static List<Trend> trends(List<Reading> readings) {
    List<Double> minutes = readings.stream().map(Reading::minute).toList();
    List<Trend> trends = new ArrayList<>();
    for (Gauge gauge : Gauge.values()) {
      if (readings.stream().allMatch(reading -> reading.values().containsKey(gauge))) {
        trends.add(Trend.of(gauge, minutes, readings.stream().map(reading -> reading.values().get(gauge)).toList()));
      }
    }
    return trends;
  }

  private static List<Mix.Part> parts(Callers callers, List<Subject> subjects, List<Supplier<Checked>> checks)
      throws IOException {
    List<Mix.Part> parts = new ArrayList<>();
    Heads first = callers.heads().get(0);
    for (Subject subject : subjects) {
      Inference inference = new Inference(subject, callers.asking(subject));
      checks.add(inference::check);
      boolean large = subject.evaluationKey().length > LARGE;
      parts.add(new Mix.Part(subject.name(), !subject.needsKey() ? KEYLESS : large ? BOOTSTRAPPED : LEVELLED,
          inference));
      Asking asking = callers.asking(first, subject);
      Optional<Heads.HeldKey> other = otherKey(callers, first, subjects, subject);
      for (Mix.Part bad : BadRequests.of(subject, asking, other)) {
        parts.add(new Mix.Part(subject.name() + ", " + bad.name(), bad.weight(), bad.operation()));
      }
      if (subject.needsKey()) {
        KeyLife life = new KeyLife(subject, first);
        checks.add(life::check);
        parts.add(new Mix.Part(subject.name() + ", life of a key", large ? LARGE_KEY : SMALL_KEY, life));
      }
    }
    return parts;
  }

  private static Optional<Heads.HeldKey> otherKey(Callers callers, Heads caller, List<Subject> subjects, Subject than)
      throws IOException {
    for (Subject subject : subjects) {
      if (subject.needsKey() && !subject.client().spec().parameters().equals(than.client().spec().parameters())) {
        return callers.asking(caller, subject).key();
      }
    }
    return Optional.empty();
  }
}
