package dev.nightjar.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an endpoint bore.
 *
 * @param began when, in UTC
 * @param machine where this client ran
 * @param plan what was done
 * @param models what came of it, for each model
 */
public record LoadReport(String began, Machine machine, LoadPlan plan, List<OfModel> models) {
  /** Copies the list. */
  public LoadReport {
    models = List.copyOf(models);
  }

  /**
   * One model.
   *
   * @param name its name
   * @param label what kind it is
   * @param callers who asked in turn
   * @param capacity what it was found to be
   * @param rates open loops at shares of the capacity
   * @param overload an open loop at twice the capacity
   * @param crowd more connections than the queue has places, each with one request; who is refused asks again later
   * @param fairness null where the endpoint does not know its callers
   * @param checked answers that were decrypted
   */
  public record OfModel(String name, String label, int callers, Capacity capacity, List<Rate> rates, Rate overload,
      Figures crowd, Fairness fairness, Checked checked) {
    /** Copies the list. */
    public OfModel {
      rates = List.copyOf(rates);
    }
  }

  /**
   * The most answers in a second, of closed loops with more and more connections.
   *
   * @param perSecond answers in a second
   * @param connections that gave them
   * @param steps all loops that were tried
   */
  public record Capacity(double perSecond, int connections, List<Step> steps) {
    /** Copies the list. */
    public Capacity {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A closed loop.
   *
   * @param connections each with one request at a time
   */
  public record Step(int connections, Figures figures) {
  }

  /**
   * An open loop.
   *
   * @param share of the capacity
   * @param perSecond requests that were due in a second
   * @param figures what came of them
   * @param clientCpuMillis of this client for each request
   * @param serverCpuMillis of the server for each request; NaN where that is not known
   */
  public record Rate(double share, double perSecond, Figures figures,
      @JsonProperty("client_cpu_millis") double clientCpuMillis,
      @JsonProperty("server_cpu_millis") double serverCpuMillis) {
  }

  /**
   * One caller with one request at a time, alone and beside one with 50 connections that asks again at once.
   *
   * @param alone the first, alone
   * @param beside the first, beside the other
   * @param greedy the other
   */
  public record Fairness(Figures alone, Figures beside, Figures greedy) {
  }

  /** Whether each answer that was decrypted is right, each request was answered, and none with a failure. */
  public boolean good() {
    return models.stream().allMatch(model -> model.checked().wrong() == 0 && model.rates().stream()
        .map(Rate::figures).allMatch(figures -> figures.lostCount() == 0 && figures.unexpectedCount() == 0)
        && Stream.of(model.overload().figures(), model.crowd())
            .allMatch(figures -> figures.lostCount() == 0 && figures.unexpectedCount() == 0));
  }

  /** Writes it as JSON, field by field. */
  public void write(Path file) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }
}
