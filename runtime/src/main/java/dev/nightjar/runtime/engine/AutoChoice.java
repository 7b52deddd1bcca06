package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One choice of {@code auto}: starts every engine that can run, measures when there are several, keeps the
 * fastest and closes the others. Engines that cannot run are left out, with the reason as a note. Used once.
 */
final class AutoChoice {
  private static final Logger LOG = LoggerFactory.getLogger(AutoChoice.class);

  private final EngineCalibration calibration;
  private final EngineOptions options;
  private final Parameters parameters;
  private final List<Engine> running = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  AutoChoice(EngineCalibration calibration, EngineOptions options, Parameters parameters) {
    this.calibration = calibration;
    this.options = options;
    this.parameters = parameters;
  }

  /**
   * The fastest engine.
   *
   * @param providers in the order of preference, which decides when nothing is measured
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with all reasons when none can run
   */
  Engine among(List<EngineProvider> providers) {
    try {
      providers.forEach(this::start);
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

  private void start(EngineProvider provider) {
    try {
      Availability availability = provider.availability();
      if (availability.available()) {
        running.add(provider.create(options));
      } else {
        leaveOut(provider.name(), availability.detail());
      }
    } catch (RuntimeException | LinkageError e) {
      leaveOut(provider.name(), reason(e));
    }
  }

  private void leaveOut(String engine, String reason) {
    LOG.info("engine {} is left out: {}", engine, reason);
    notes.add("engine " + engine + " is left out: " + reason);
  }

  private static String reason(Throwable failure) {
    return failure instanceof NightjarException ? failure.getMessage() : "it failed with " + failure;
  }

  /** Leaves the fastest alone running; none when all of them fail. */
  private void measure() {
    List<EngineCalibration.Figure> figures = calibration.time(running, options.threads(), parameters);
    for (EngineCalibration.Figure figure : figures) {
      if (figure.failure() != null) {
        leaveOut(figure.engine().name(), reason(figure.failure()));
      }
    }
    List<EngineCalibration.Figure> fastest = figures.stream().filter(figure -> figure.failure() == null)
        .sorted(Comparator.comparingDouble(EngineCalibration.Figure::millis)).toList();
    Engine chosen = fastest.isEmpty() ? null : fastest.get(0).engine();
    running.removeIf(engine -> {
      if (engine == chosen) {
        return false;
      }
      engine.close();
      return true;
    });
    if (fastest.size() > 1) {
      String compared = fastest.stream()
          .map(f -> String.format(Locale.ROOT, "%s %.2f ms", f.engine().name(), f.millis()))
          .collect(Collectors.joining(", ")) + " for one bootstrap of "
          + parameters.id();
      LOG.info("engine {} is chosen by measurement: {}", chosen.name(), compared);
      notes.add("chosen by measurement: " + compared);
    }
  }
}
