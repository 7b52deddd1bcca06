package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.cli.play.ArticleEndpoint;
import dev.nightjar.cli.play.Endpoint;
import dev.nightjar.cli.play.Player;
import dev.nightjar.cli.play.RawEndpoint;
import dev.nightjar.cli.play.Report;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.SecretKey;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar play}. */
@Command(name = "play", mixinStandardHelpOptions = true,
    description = "Encrypt samples, ask an endpoint about them, decrypt the answers, say how many are right.")
final class PlayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  private ModelChoice model;

  @Option(names = "--data", paramLabel = "CSV",
      description = "Samples, one a line, with a header, as for 'compile'; - for standard input (default: the samples"
          + " of the model, where it is one of the hub that comes with the program or 'serve --hub' brought it).")
  private Path data;

  @Mixin
  private TableChoice table;

  @Option(names = "--samples", paramLabel = "N|all", defaultValue = "20",
      converter = SampleChoice.Converter.class,
      description = "How many samples to send (default: ${DEFAULT-VALUE}).")
  private SampleChoice samples;

  @Option(names = "--keys", paramLabel = "FOLDER",
      description = "Use the keys that 'keygen' wrote there (default: fresh keys, forgotten afterwards).")
  private Path keys;

  @Mixin
  private DisclosureChoice disclosure;

  @Mixin
  private PassphraseChoice passphrase;

  @Mixin
  private PolicyChoice policy;

  @Option(names = "--article", description = "Speak the article's JSON instead of the raw routes.")
  private boolean article;

  PlayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ModelChoice.Chosen chosenModel = model.chosen();
    ClientSpec spec = chosenModel.spec();
    CsvData chosen = samples.of(table.test(data != null ? data : HubSamples.of(spec), SampleColumns.of(spec)));
    chosen.notes().forEach(note -> terminal.fact("table", note));
    ClientPolicy allowed = policy.consent(chosenModel, terminal);
    Endpoint endpoint = article ? new ArticleEndpoint(model.settings(), chosenModel.address())
        : new RawEndpoint(model.settings(), chosenModel.address());
    Player player = new Player(terminal, endpoint, spec, Optional.empty(), allowed)
        .disclosing(disclosure.shown(), disclosure.bits());
    player.print(keys == null ? player.play(chosen) : playWithKeys(player, spec, chosen));
    return 0;
  }

  private Report playWithKeys(Player player, ClientSpec spec, CsvData chosen) throws IOException {
    KeyFiles files = new KeyFiles(keys);
    try (SecretKey key = files.readSecret(spec.parameters(), passphrase, terminal)) {
      return player.play(key, !spec.keyParts().isEmpty() ? files.readEvaluation() : new byte[0], chosen);
    }
  }
}
