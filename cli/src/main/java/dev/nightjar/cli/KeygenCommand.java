package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.cli.text.Progress;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.PassphraseWrapping;
import dev.nightjar.client.host.WorkerThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar keygen}. */
@Command(name = "keygen", mixinStandardHelpOptions = true,
    description = "Make the keys for a model: a secret one that never leaves this machine, and an evaluation "
        + "key for the server.",
    footer = {"", "'encrypt', 'decrypt' and 'play' use them by --keys FOLDER. A key file is never overwritten."})
final class KeygenCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  private ModelChoice model;

  @Option(names = "--out", paramLabel = "FOLDER", required = true,
      description = "Folder for ${COMMAND-NAME}'s files, made if it is not there.")
  private Path out;

  @Mixin
  private PassphraseChoice passphrase;

  @Mixin
  private PolicyChoice policy;

  KeygenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ModelChoice.Chosen chosen = model.chosen();
    ClientSpec spec = chosen.spec();
    KeyFiles files = new KeyFiles(out);
    files.requireAbsent(!spec.keyParts().isEmpty());
    ClientPolicy allowed = policy.consent(chosen, terminal);
    KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors(), allowed);
    try (PassphraseWrapping wrapping = passphrase.given() ? passphrase.forNewFile(terminal) : null;
        SecretKey key = generator.secretKey(spec.parameters())) {
      Path secret = files.writeSecret(key, Optional.ofNullable(wrapping));
      terminal.fact("Secret key", secret + ", for its owner's eyes only, "
          + (passphrase.given() ? "under the passphrase" : "not encrypted (--passphrase does)") + "; parameters "
          + spec.parameters().id());
      if (spec.keyParts().isEmpty()) {
        terminal.fact("Evaluation key", "none: " + spec.model() + " needs no bootstrap");
        return 0;
      }
      byte[] evaluation;
      try (Progress progress = terminal.count("Generating keys", "row")) {
        evaluation = new ModelClient(spec, key, allowed).evaluationKey(generator, progress::at);
      }
      Path file = files.writeEvaluation(evaluation);
      terminal.fact("Evaluation key", file + ", " + Units.exactBytes(evaluation.length) + ", public");
    }
    return 0;
  }
}
