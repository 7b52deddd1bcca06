package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.hub.HubFolder;
import dev.nightjar.cli.hub.Trees;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightjar hub add}. */
@Command(name = "add", mixinStandardHelpOptions = true,
    description = "Put a bundle that 'compile' wrote into a hub, which is a folder; any web server can hand it out."
        + " Or a model as it was trained, which whoever pulls it compiles.",
    footer = {"", "Example:", "  ./nightjar hub add public served/spam-tree --licence Apache-2.0 --model-version 1 \\",
        "      --metric accuracy=0.9146 --description 'Spam or not, of 57 word counts'",
        "  ./nightjar hub add public models/mnist/model.onnx --name mnist --rows rows.csv.gz --licence Apache-2.0 \\",
        "      --compile strategy=ferns"})
final class HubAddCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "The hub; made where there is none.")
  private Path hub;

  @Parameters(index = "1", paramLabel = "BUNDLE|ONNX",
      description = "Folder with client.zip, server.zip, versions.json; or an ONNX file, for one that is too large.")
  private Path model;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of a model that is an ONNX file.")
  private String name;

  @Option(names = "--rows", paramLabel = "CSV",
      description = "Rows that an ONNX file is compiled for, as 'compile --data' takes them; everybody can read them.")
  private Path rows;

  @Option(names = "--compile", paramLabel = "NAME=VALUE",
      description = "An option that an ONNX file is compiled with, of those of 'compile' that change the model, such as"
          + " strategy=ferns; may be given several times.")
  private Map<String, String> options = new TreeMap<>();

  @Option(names = {"--licence", "--license"}, paramLabel = "SPDX", required = true,
      description = "Under which others may use the model, as an SPDX expression.")
  private String licence;

  @Option(names = "--model-version", paramLabel = "VERSION", defaultValue = "1",
      description = "Version of the model (default: ${DEFAULT-VALUE}); one that is there does not change.")
  private String version;

  @Option(names = "--description", paramLabel = "TEXT", defaultValue = "",
      description = "What it is, in a sentence.")
  private String description;

  @Option(names = "--metric", paramLabel = "NAME=VALUE",
      description = "A figure such as accuracy=0.975; may be given several times.")
  private Map<String, String> metrics = new TreeMap<>();

  @Option(names = "--samples", paramLabel = "CSV",
      description = "A few rows to try the model with: a header, and the label in the last column. 'play' takes them"
          + " where no --data is given.")
  private Path samples;

  HubAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean source = !Files.isDirectory(model);
    if (source != (rows != null) || source != (name != null) || !source && !options.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "an ONNX file needs --name and --rows and takes --compile; a"
          + " bundle, which is a folder, none of them");
    }
    if (!source) {
      add(Stream.of(HubModel.CLIENT_ZIP, HubModel.SERVER_ZIP, HubModel.VERSIONS_JSON), model,
          ClientBundle.read(model.resolve(HubModel.CLIENT_ZIP)));
      return 0;
    }
    Path work = Files.createTempDirectory("nightjar-hub-");
    try {
      Files.copy(model, work.resolve(HubModel.ONNX));
      Files.copy(rows, work.resolve(HubModel.ROWS));
      writeOptions(work.resolve(HubModel.OPTIONS));
      // What nobody can compile is found here.
      new HubCompile(terminal).compile(work, new ModelName(name).value(), work);
      add(Stream.of(HubModel.ONNX, HubModel.ROWS, HubModel.OPTIONS), work,
          ClientBundle.read(work.resolve(name).resolve(HubModel.CLIENT_ZIP)));
    } finally {
      Trees.delete(work);
    }
    return 0;
  }

  private void add(Stream<String> names, Path folder, ClientSpec client) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    names.forEach(file -> files.put(file, folder.resolve(file)));
    if (samples != null) {
      files.put(HubModel.SAMPLES, samples);
    }
    HubModel added = new HubFolder(hub).add(files, declared -> new HubModel(client.model(), version,
        client.task().classifier() ? "classification" : "regression", description, licence, metrics, declared));
    terminal.fact("added", added.reference() + " to " + hub);
  }

  /** Writes the options in the form of properties, without the time that Java writes. */
  private void writeOptions(Path file) throws IOException {
    Properties properties = new Properties();
    properties.putAll(options);
    try (OutputStream stream = Files.newOutputStream(file)) {
      properties.store(stream, null);
    }
    Files.write(file, Stream.concat(Stream.of("# Options of 'nightjar compile'"),
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).sorted()).toList());
  }
}
