package dev.nightjar.cli;

import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar hub list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Say which models a hub has.")
final class HubListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--hub", paramLabel = "URL|FOLDER",
      description = "The hub (default: the folder that comes with the program; no address is asked).")
  private String hub;

  @Mixin
  private TrustChoice trust;

  HubListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<HubModel> models = HubPlace.of(hub, trust).index().models();
    Table table = new Table("model", "task", "metrics", "licence", "size");
    for (HubModel model : models) {
      table.row(model.reference(), model.task(), model.metrics().entrySet().stream()
          .map(metric -> metric.getKey() + " " + metric.getValue()).collect(Collectors.joining(", ")),
          model.licence(), Units.bytes(model.bytes()) + (model.source() ? ", to be compiled" : ""));
    }
    terminal.table(table);
    terminal.line("");
    models.forEach(model -> terminal.fact(model.reference(), model.description()));
    return 0;
  }
}
