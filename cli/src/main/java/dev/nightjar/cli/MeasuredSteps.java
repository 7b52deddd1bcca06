package dev.nightjar.cli;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.cost.Costs;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.runtime.cost.MeasuredCosts;
import dev.nightjar.runtime.cost.NodeTimes;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the steps of a circuit take on this machine beside what is predicted of them, with the built-in engine. */
final class MeasuredSteps {
  private static final String LAYER = "layer ";
  /** Milliseconds below which nothing is told apart. */
  private static final double LEAST = 0.001;

  private final Terminal terminal;
  private final Duration time;

  /**
   * Of the built-in engine.
   *
   * @param time of the inferences that are timed, and of those before them
   */
  MeasuredSteps(Terminal terminal, Duration time) {
    this.terminal = terminal;
    this.time = time;
  }

  /**
   * Measures and prints.
   *
   * @param words what a node does
   */
  void print(ServerBundle server, Function<Node, String> words) {
    Circuit circuit = server.circuit();
    try (MeasuredCosts costs = LocalCosts.open(terminal)) {
      CircuitCost all = CircuitCost.of(circuit);
      double predicted = costs.millis(all);
      NodeTimes times = measured(circuit);
      terminal.fact("measured", Units.count(times.runs(), "inference") + " with a key and a query of nobody, medians; "
          + "predicted: " + costs.origin());
      Table table = new Table("step", "layer", "measured, ms", "predicted, ms", "share");
      List<CircuitCost> nodes = CircuitCost.ofNodes(circuit);
      Iterator<String> layers = layers(server).iterator();
      for (int n = 0; n < nodes.size(); n++) {
        Node node = circuit.nodes().get(n);
        String layer = node.bootstraps() > 0 && layers.hasNext() ? layers.next() : "-";
        row(table, words.apply(node), layer, times.nodes().get(n), ofNode(costs, nodes.get(n)));
      }
      row(table, "query and answer", "-", times.rest(), costs.millis(all.withoutNodes()));
      row(table, "the whole", "-", times.whole(), predicted);
      terminal.table(table);
    }
  }

  private NodeTimes measured(Circuit circuit) {
    EngineOptions options = EngineOptions.allProcessors();
    try (Engine engine = EngineRegistry.discover().create(LocalCosts.ENGINE, options)) {
      return NodeTimes.measure(circuit, engine, options.threads(), time);
    }
  }

  /** What a node adds to an inference. */
  private static double ofNode(Costs costs, CircuitCost node) {
    return costs.millis(node) - costs.millis(node.withoutNodes());
  }

  /** Names of the network's layers, one for each batch of look-ups; none where the bundle does not tell them. */
  private static List<String> layers(ServerBundle server) {
    List<String> names = server.notes().keySet().stream().filter(note -> note.startsWith(LAYER))
        .map(note -> note.substring(LAYER.length())).toList();
    long batches = server.circuit().nodes().stream().filter(node -> node.bootstraps() > 0).count();
    return names.size() == batches ? names : List.of();
  }

  private static void row(Table table, String step, String layer, double measured, double predicted) {
    table.row(step, layer, millis(measured), millis(predicted),
        predicted >= LEAST ? String.format(Locale.ROOT, "%.2f", measured / predicted) : "-");
  }

  /** What is too short to be told is not shown as no time at all. */
  static String millis(double millis) {
    return Double.isNaN(millis) ? "unknown" : millis < LEAST ? "< " + LEAST
        : String.format(Locale.ROOT, "%.3f", millis);
  }
}
