package dev.nightjar.cli;

import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar hub pull}. */
@Command(name = "pull", mixinStandardHelpOptions = true,
    description = "Bring a model of a hub into a folder that 'serve --models' can serve.",
    footer = {"", "What arrives is compared with the index and read as a server reads it before it is there at all.",
        "A download that broke off is gone on with by the next call. A model that the hub has as it was trained is",
        "compiled on this machine, once: the bundle is kept in the user's data folder, by the SHA-256 of its files."})
final class HubPullCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "NAME[:VERSION]",
      description = "The model, in this version or the one that was added last.")
  private String reference;

  @Option(names = "--hub", paramLabel = "URL|FOLDER",
      description = "The hub (default: the folder that comes with the program; no address is asked).")
  private String hub;

  @Option(names = "--into", paramLabel = "FOLDER", required = true,
      description = "Folder of models; the bundle becomes a folder in it.")
  private Path into;

  @Mixin
  private TrustChoice trust;

  HubPullCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    HubSource source = HubPlace.of(hub, trust);
    HubModel model = source.index().require(reference);
    Path bundle = HubCompile.pull(source, model, into, terminal);
    terminal.fact("bundle", String.valueOf(bundle));
    terminal.fact("licence", model.licence());
    terminal.fact("pin", new BundlePin(HubFile.of(Files.readAllBytes(bundle.resolve(HubModel.CLIENT_ZIP))).sha256())
        .toString());
    return 0;
  }
}
