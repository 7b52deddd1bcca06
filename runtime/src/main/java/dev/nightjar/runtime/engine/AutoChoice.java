package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.extensions.FailureReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One choice of {@code auto}: starts every engine that can run, measures when there are several, keeps one and closes
 * the others. It keeps the fastest engine. Where the times of others overlap with the fastest one's, it keeps the one
 * of the lowest rank among them. Engines that cannot run are left out, with the reason as a note; so are engines
 * without an operation that is needed where another engine has it. Used once.
 */
final class AutoChoice {
  private static final Logger LOG = LoggerFactory.getLogger(AutoChoice.class);

  private final EngineCalibration calibration;
  private final EngineOptions options;
  private final Parameters parameters;
  private final Set<Operation> needed;
  private final List<Engine> running = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  AutoChoice(EngineCalibration calibration, EngineOptions options, Parameters parameters, Set<Operation> needed) {
    this.calibration = calibration;
    this.options = options;
    this.parameters = parameters;
    this.needed = needed;
  }

  /**
   * The engine that is chosen.
   *
   * @param providers in the order of preference
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with all reasons when none can run
   */
  Engine among(List<EngineProvider> providers) {
    try {
      providers.forEach(this::start);
      if (running.stream().anyMatch(engine -> engine.operations().containsAll(needed))) {
        running.stream().filter(engine -> !engine.operations().containsAll(needed)).toList().forEach(engine ->
            close(engine, "it does not have " + missing(engine, needed) + ", which a model needs"));
      }
      if (running.size() > 1) {
        measure();
      }
    } catch (RuntimeException | Error e) {
      running.forEach(Engine::close);
      throw e;
    }
    if (running.isEmpty()) {
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
          "no engine can run here: " + String.join("; ", notes));
    }
    Engine chosen = running.get(0);
    return notes.isEmpty() ? chosen : new ChosenEngine(chosen, notes);
  }

  /** The operations of some that an engine does not have, in words. */
  static String missing(Engine engine, Set<Operation> needed) {
    Set<Operation> missing = EnumSet.noneOf(Operation.class);
    missing.addAll(needed);
    missing.removeAll(engine.operations());
    return missing.stream().map(operation -> operation.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private void start(EngineProvider provider) {
    try {
      Availability availability = provider.availability();
      if (availability.available()) {
        running.add(provider.create(options));
      } else {
        leaveOut(provider.name(), availability.detail());
      }
    } catch (Throwable e) {
      FailureReason.requireBearable(e);
      leaveOut(provider.name(), reason(e));
    }
  }

  private void close(Engine engine, String reason) {
    leaveOut(engine.name(), reason);
    running.remove(engine);
    engine.close();
  }

  private void leaveOut(String engine, String reason) {
    LOG.info("engine {} is left out: {}", engine, reason);
    notes.add("engine " + engine + " is left out: " + reason);
  }

  private static String reason(Throwable failure) {
    return failure instanceof NightjarException ? failure.getMessage()
        : "it failed with " + FailureReason.of(failure);
  }

  /** Leaves one alone running; none when all of them fail. */
  private void measure() {
    List<EngineCalibration.Figure> figures = calibration.time(running, options.threads(), parameters);
    for (EngineCalibration.Figure figure : figures) {
      if (figure.failure() != null) {
        close(figure.engine(), reason(figure.failure()));
      }
    }
    List<EngineCalibration.Figure> timed = figures.stream().filter(figure -> figure.failure() == null).toList();
    if (timed.size() > 1) {
      choose(timed);
    }
  }

  /** Takes one of several figures, which are in the order of preference. */
  private void choose(List<EngineCalibration.Figure> timed) {
    List<EngineCalibration.Figure> byTime =
        timed.stream().sorted(Comparator.comparingDouble(EngineCalibration.Figure::millis)).toList();
    List<EngineCalibration.Figure> asFast =
        timed.stream().filter(figure -> !byTime.get(0).clearlyFasterThan(figure)).toList();
    Engine chosen = asFast.get(0).engine();
    String compared = byTime.stream()
        .map(f -> String.format(Locale.ROOT, "%s %.2f ms", f.engine().name(), f.millis()))
        .collect(Collectors.joining(", ")) + " for one bootstrap of " + parameters.id();
    String how = asFast.size() == 1 ? "chosen by measurement: "
        : "chosen by rank, since the times of " + asFast.stream().map(f -> f.engine().name())
            .collect(Collectors.joining(" and ")) + " overlap: ";
    LOG.info("engine {} is {}{}", chosen.name(), how, compared);
    notes.add(how + compared);
    running.stream().filter(engine -> engine != chosen).toList().forEach(engine -> {
      running.remove(engine);
      engine.close();
    });
  }
}
