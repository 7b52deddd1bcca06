package dev.nightjar.cli;

import dev.nightjar.bundle.HubModel;
import dev.nightjar.cli.hub.HubSource;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which models are served. */
final class ServedModels {
  @Option(names = "--models", paramLabel = "FOLDER",
      description = "Each folder in it is a bundle that 'compile' or 'hub pull' wrote, or has one in a folder for each"
          + " version: 1, 2, 3. Looked at again each two seconds.")
  private Path models;

  @Option(names = "--hub", paramLabel = "NAME[:VERSION]",
      description = "Bring this model of a hub into the folder of --models first, or serve it alone where that is not"
          + " given. Compiled here, once, where the hub has it as it was trained.")
  private String reference;

  @Option(names = "--hub-at", paramLabel = "URL|FOLDER",
      description = "The hub (default: the folder that comes with the program; no address is asked).")
  private String hub;

  @Mixin
  private TrustChoice trust;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The folder that is served, with the model of the hub in it. */
  Path folder(Terminal terminal) throws IOException {
    if (models == null && reference == null) {
      throw new ParameterException(spec.commandLine(), "say what to serve: --models FOLDER, which 'compile' and 'hub"
          + " pull' fill, or --hub NAME, of those that 'hub list' shows");
    }
    if (reference == null) {
      if (hub != null) {
        throw new ParameterException(spec.commandLine(), "--hub-at says where, and --hub which model: give both");
      }
      return models;
    }
    HubSource source = HubPlace.of(hub, trust);
    HubModel model = source.index().require(reference);
    Path into = models != null ? models : HubCompile.kept(model);
    HubCompile.pull(source, model, into, terminal);
    return into;
  }
}
