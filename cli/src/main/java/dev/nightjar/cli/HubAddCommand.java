package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.hub.HubFolder;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar hub add}. */
@Command(name = "add", mixinStandardHelpOptions = true,
    description = "Put a bundle that 'compile' wrote into a hub, which is a folder; any web server can hand it out.",
    footer = {"", "Example:", "  ./nightjar hub add public served/spam-tree --licence Apache-2.0 --model-version 1 \\",
        "      --metric accuracy=0.9146 --description 'Spam or not, of 57 word counts'"})
final class HubAddCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "The hub; made where there is none.")
  private Path hub;

  @Parameters(index = "1", paramLabel = "BUNDLE", description = "Folder with client.zip, server.zip, versions.json.")
  private Path bundle;

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
    ClientSpec spec = ClientBundle.read(bundle.resolve(HubModel.CLIENT_ZIP));
    Map<String, Path> files = new TreeMap<>();
    List.of(HubModel.CLIENT_ZIP, HubModel.SERVER_ZIP, HubModel.VERSIONS_JSON)
        .forEach(file -> files.put(file, bundle.resolve(file)));
    if (samples != null) {
      files.put(HubModel.SAMPLES, samples);
    }
    HubModel model = new HubFolder(hub).add(files, declared -> new HubModel(spec.model(), version,
        spec.task().classifier() ? "classification" : "regression", description, licence, metrics, declared));
    terminal.fact("added", model.reference() + " to " + hub);
    return 0;
  }
}
