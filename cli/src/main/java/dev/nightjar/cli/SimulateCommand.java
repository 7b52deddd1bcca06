package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.compiler.SampleColumns;
import dev.nightjar.compiler.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightjar simulate}. */
@Command(name = "simulate", mixinStandardHelpOptions = true,
    description = "Say what encrypted answers to a table will be like, without keys: the circuit is run in the clear "
        + "with the noise that its formulas give it.",
    footer = {"", "Example:",
        "  ./nightjar simulate bundles/digits-cnn --data models/digits/digits.csv.gz \\",
        "      --test-rows models/digits/test-indices.txt --onnx models/digits-cnn/model.onnx"})
final class SimulateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "BUNDLE", description = "The model's folder, as 'compile' writes it.")
  private Path bundle;

  @Mixin
  private DataChoice data;

  @Option(names = "--onnx", paramLabel = "FILE",
      description = "The file that the model was compiled from, to compare with its predictions, too.")
  private Path onnx;

  @Option(names = "--samples", paramLabel = "N|all", defaultValue = "all",
      converter = SampleChoice.Converter.class,
      description = "How many samples to simulate (default: ${DEFAULT-VALUE}).")
  private SampleChoice samples;

  @Option(names = "--draws", paramLabel = "N", defaultValue = "" + Simulation.DRAWS,
      description = "Runs of each sample, each with noise of its own; at least 2 (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Of the noise: the same seed gives the same answers on every machine (default: ${DEFAULT-VALUE}).")
  private long seed;

  SimulateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (draws < 2) {
      throw new ParameterException(spec.commandLine(), "--draws takes a number of at least 2, not " + draws);
    }
    ServerBundle server = ServerBundle.read(bundle);
    ClientSpec client = ClientBundle.read(server.clientZip());
    CompiledModel compiled = new CompiledModel(client, server.circuit(), List.of());
    CsvData rows = samples.of(data.test(SampleColumns.of(client)));
    rows.notes().forEach(note -> terminal.fact("table", note));
    Optional<Pipeline> model = onnx == null ? Optional.empty() : Optional.of(ModelCompiler.create().read(onnx));
    model.filter(m -> m.graphs().columns().size() != client.graphs().columns().size()).ifPresent(m -> {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, onnx + " takes " + m.graphs().columns().size()
          + " columns and " + bundle + " takes " + client.graphs().columns().size()
          + ": name the file that the bundle was compiled from");
    });
    terminal.heading(client.model());
    Simulation.of(model, compiled, rows, seed, draws).facts()
        .forEach(fact -> terminal.fact(fact.getKey(), fact.getValue()));
    return 0;
  }
}
