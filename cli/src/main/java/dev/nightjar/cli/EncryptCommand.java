package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.cli.play.Rows;
import dev.nightjar.cli.text.Progress;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar encrypt}. */
@Command(name = "encrypt", mixinStandardHelpOptions = true,
    description = "Encrypt the rows of a table, each to a file that any HTTP client can send to an endpoint.",
    footer = {"", "Send a file's bytes to POST /v1/models/NAME/infer?uid=UID as application/octet-stream, and write",
        "the answer to a file of the same name in another folder: 'decrypt' reads both. Only the secret key in",
        "--keys reads the answers; no network is used with --client-zip."})
final class EncryptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  private ModelChoice model;

  @Mixin
  private DataChoice data;

  @Option(names = "--samples", paramLabel = "N|all", defaultValue = "all", converter = SampleChoice.Converter.class,
      description = "How many rows to encrypt (default: ${DEFAULT-VALUE}).")
  private SampleChoice samples;

  @Option(names = "--keys", paramLabel = "FOLDER", required = true,
      description = "Use the secret key that 'keygen' wrote there.")
  private Path keys;

  @Option(names = "--out", paramLabel = "FOLDER", required = true,
      description = "Folder for row-0001.bin and so on, made if it is not there; nothing is overwritten.")
  private Path out;

  @Mixin
  private PassphraseChoice passphrase;

  @Mixin
  private PolicyChoice policy;

  EncryptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    QueryFolder queries = new QueryFolder(out);
    queries.requireNone();
    ModelChoice.Chosen chosen = model.chosen();
    ClientSpec spec = chosen.spec();
    CsvData rows = samples.of(data.test(SampleColumns.of(spec)));
    rows.notes().forEach(note -> terminal.fact("table", note));
    ClientPolicy allowed = policy.consent(chosen, terminal);
    KeyFiles files = new KeyFiles(keys);
    long bytes = 0;
    try (SecretKey key = files.readSecret(spec.parameters(), passphrase, terminal)) {
      ModelClient client = new ModelClient(spec, key, allowed);
      Rows.warnOfValuesOutside(terminal, client, rows);
      queries.noteKey(files);
      try (Progress progress = terminal.count("Encrypting", "row")) {
        for (int i = 0; i < rows.samples().size(); i++) {
          byte[] query = Rows.encrypt(client, rows.samples().get(i));
          queries.write(i + 1, query);
          bytes += query.length;
          progress.at(i + 1, rows.samples().size());
        }
      }
    }
    terminal.fact("Queries", Units.count(rows.samples().size(), "file") + " in " + out + ", " + Units.exactBytes(bytes)
        + "; keep them until their answers are decrypted");
    return 0;
  }
}
