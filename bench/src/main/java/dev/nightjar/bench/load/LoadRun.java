package dev.nightjar.bench.load;

import dev.nightjar.bench.Machine;
import dev.nightjar.bench.load.LoadReport.Capacity;
import dev.nightjar.bench.load.LoadReport.Fairness;
import dev.nightjar.bench.load.LoadReport.OfModel;
import dev.nightjar.bench.load.LoadReport.Rate;
import dev.nightjar.bench.load.LoadReport.Step;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Finds what an endpoint bears, model by model: its capacity by closed loops; then how long answers take at 50, 80, 95
 * and 200 percent of that, by open loops; how soon a crowd is refused; what one caller has of it beside a greedy one.
 */
public final class LoadRun {
  private static final double[] SHARES = {0.5, 0.8, 0.95};
  private static final double OVERLOAD = 2;
  private static final int GREEDY = 50;

  /** A polite client's pause after a refusal, so that what refusals cost is not what is measured. */
  private static final double PAUSE = 0.5;

  /** A step that gains less ends the search for the capacity. */
  private static final double GAIN = 1.03;

  /** Where more is refused, more connections bring no more answers. */
  private static final double REFUSED = 0.02;

  private final Endpoint endpoint;
  private final Consumer<String> news;

  /**
   * Load on an endpoint.
   *
   * @param news called with a line that says what comes next
   */
  public LoadRun(Endpoint endpoint, Consumer<String> news) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    this.news = Objects.requireNonNull(news, "news");
  }

  /**
   * Measures models one after the other. The keys that it sends are deleted again.
   *
   * @throws IOException when the endpoint is not there or takes no keys
   */
  public LoadReport run(LoadPlan plan, List<Subject> subjects) throws IOException {
    String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<OfModel> models = new ArrayList<>();
    try (Crew crew = new Crew(endpoint.base(), plan.connections());
        Callers callers = new Callers(endpoint.base(), endpoint.tokens())) {
      for (Subject subject : subjects) {
        models.add(model(plan, crew, callers, subject));
        callers.forget(subject);
      }
    }
    return new LoadReport(began, Machine.here(), plan, models);
  }

  private OfModel model(LoadPlan plan, Crew crew, Callers callers, Subject subject) throws IOException {
    Inference inference = new Inference(subject, callers.asking(subject));
    news.accept(subject.name() + ": warming up");
    crew.closed(2, plan.seconds(), inference);
    Capacity capacity = capacity(plan, crew, subject.name(), inference);
    Checked checked = inference.check();
    List<Rate> rates = new ArrayList<>();
    for (double share : SHARES) {
      rates.add(rate(plan, crew, subject.name(), inference, capacity.perSecond(), share));
      checked = checked.and(inference.check());
    }
    Rate overload = rate(plan, crew, subject.name(), inference, capacity.perSecond(), OVERLOAD);
    checked = checked.and(inference.check());
    crew.hangUp();
    Figures crowd = crowd(plan, subject.name(), inference);
    checked = checked.and(inference.check());
    Fairness fairness = callers.heads().size() < 2 ? null : fairness(plan, crew, callers, subject);
    return new OfModel(subject.name(), subject.label(), callers.heads().size(), capacity, rates, overload, crowd,
        fairness, checked);
  }

  /** The capacity by closed loops with 1, 2, 4, … connections. */
  Capacity capacity(LoadPlan plan, Crew crew, String name, Operation operation) {
    List<Step> steps = new ArrayList<>();
    Step best = null;
    int without = 0;
    for (int connections = 1; connections <= crew.size() && without < 2; connections *= 2) {
      news.accept(name + ": " + connections + (connections == 1 ? " connection" : " connections"));
      Step step = new Step(connections, crew.closed(connections, plan.seconds(), operation));
      steps.add(step);
      double perSecond = step.figures().donePerSecond();
      without = best != null && perSecond < GAIN * best.figures().donePerSecond() ? without + 1 : 0;
      if (best == null || perSecond > best.figures().donePerSecond()) {
        best = step;
      }
      if (step.figures().refusedShare() > REFUSED) {
        break;
      }
    }
    if (best == null || best.figures().done().count() == 0) {
      throw new IllegalStateException(name + ": no request was answered: " + steps.get(0).figures().lost()
          + steps.get(0).figures().unexpected() + steps.get(0).figures().refusals());
    }
    return new Capacity(best.figures().donePerSecond(), best.connections(), steps);
  }

  private Rate rate(LoadPlan plan, Crew crew, String name, Operation operation, double capacity, double share) {
    news.accept(name + ": " + Math.round(100 * share) + " % of its capacity");
    CpuClock cpu = new CpuClock(endpoint.process());
    Figures figures = crew.open(Arrivals.poisson(share * capacity, plan.seconds()), operation);
    CpuClock.Lap lap = cpu.lap(figures.all());
    return new Rate(share, share * capacity, figures, lap.client(), lap.server());
  }

  /** More connections than the queue has places: the computing goes on, and further requests are refused. */
  private Figures crowd(LoadPlan plan, String name, Operation operation) {
    news.accept(name + ": a crowd of " + plan.crowd() + " connections");
    try (Crew crew = new Crew(endpoint.base(), plan.crowd())) {
      return crew.closed(plan.crowd(), plan.seconds(), PAUSE, operation);
    }
  }

  private Fairness fairness(LoadPlan plan, Crew crew, Callers callers, Subject subject) throws IOException {
    Heads first = callers.heads().get(0);
    Heads second = callers.heads().get(1);
    Inference modest = new Inference(subject, List.of(callers.asking(first, subject)));
    Inference greedy = new Inference(subject, List.of(callers.asking(second, subject)));
    news.accept(subject.name() + ": one caller alone");
    Figures alone = crew.closed(1, plan.seconds(), modest);
    news.accept(subject.name() + ": the same beside one with " + GREEDY + " connections");
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Crew one = new Crew(endpoint.base(), 1)) {
      Future<Figures> crowd = other.submit(() -> crew.closed(GREEDY, plan.seconds(), greedy));
      Figures beside = one.closed(1, plan.seconds(), modest);
      return new Fairness(alone, beside, crowd.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a defect of the harness", e.getCause());
    } finally {
      other.shutdownNow();
    }
  }
}
