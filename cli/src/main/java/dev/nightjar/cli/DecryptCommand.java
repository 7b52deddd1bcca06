package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.Disclosure;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar decrypt}. */
@Command(name = "decrypt", mixinStandardHelpOptions = true,
    description = "Decrypt the answers to queries of 'encrypt', and print one prediction a line.",
    footer = {"", "Predictions go to standard output, all else to standard error. An answer that is damaged, answers",
        "another query or is another model's is refused, and nothing is printed then."})
final class DecryptCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  private ModelChoice model;

  @Option(names = "--keys", paramLabel = "FOLDER", required = true,
      description = "The secret key that 'encrypt' was given.")
  private Path keys;

  @Option(names = "--queries", paramLabel = "FOLDER", required = true, description = "What 'encrypt' wrote.")
  private Path queries;

  @Option(names = "--answers", paramLabel = "FOLDER", required = true,
      description = "What the endpoint answered, in files with the names of their queries.")
  private Path answers;

  @Option(names = "--skip-missing", description = "Leave out rows that have no answer; otherwise they are an error.")
  private boolean skipMissing;

  @Option(names = "--format", paramLabel = "csv|json", defaultValue = "csv",
      description = "csv, with a header, or json, an object a line (default: ${DEFAULT-VALUE}).")
  private PredictionLines.Format format;

  @Mixin
  private DisclosureChoice disclosure;

  @Mixin
  private PassphraseChoice passphrase;

  @Mixin
  private PolicyChoice policy;

  DecryptCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    QueryFolder folder = new QueryFolder(queries);
    List<String> names = answered(folder);
    ClientSpec spec = model.chosen().spec();
    KeyFiles files = new KeyFiles(keys);
    folder.requireKey(files);
    List<Prediction> predictions = new ArrayList<>();
    try (SecretKey key = files.readSecret(spec.parameters(), passphrase, terminal)) {
      ModelClient client = client(spec, key, names.size());
      for (String name : names) {
        predictions.add(decrypted(client, name));
      }
      tell(client);
    }
    PredictionLines lines = new PredictionLines(format);
    for (int i = 0; i < names.size(); i++) {
      lines.of(QueryFolder.row(names.get(i)), predictions.get(i)).forEach(terminal::line);
    }
    return 0;
  }

  /** The names of the queries that have an answer. */
  private List<String> answered(QueryFolder folder) throws IOException {
    List<String> all = folder.queries();
    List<String> missing = all.stream().filter(name -> !Files.exists(answers.resolve(name))).toList();
    if (all.isEmpty() || missing.size() == all.size()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, all.isEmpty()
          ? "no queries, files row-0001.bin and so on, are in " + queries + ": 'encrypt --out' writes them"
          : "no answer in " + answers + " has the name of a query in " + queries + ", such as " + all.get(0));
    }
    if (!missing.isEmpty() && !skipMissing) {
      throw new NightjarException(ErrorCode.INVALID_NAME, missing.size() + " of " + all.size()
          + " queries have no answer in " + answers + ", the first is " + missing.get(0)
          + ": ask the endpoint for it, or leave such rows out with --skip-missing");
    }
    return all.stream().filter(name -> !missing.contains(name)).toList();
  }

  /** Refuses before anything is decrypted where the key's budget is too small for all. */
  private ModelClient client(ClientSpec spec, SecretKey key, int results) {
    key.disclosureBudget().limit(disclosure.bits());
    ModelClient client = new ModelClient(spec, key, policy.policy()).withDisclosure(disclosure.shown());
    if (client.resultsLeft() < results) {
      throw new NightjarException(ErrorCode.DISCLOSURE_SPENT, String.format(Locale.ROOT,
          "%d predictions of %d bits each are more than the %d of %d bits that may still be seen under this key: "
          + "decrypt %d or fewer, take new keys, or a larger --disclose-bits", results,
          disclosure.shown().bits(spec), key.disclosureBudget().left(), disclosure.bits(), client.resultsLeft()));
    }
    return client;
  }

  private Prediction decrypted(ModelClient client, String name) throws IOException {
    Path answer = answers.resolve(name);
    byte[] query = Files.readAllBytes(queries.resolve(name));
    byte[] bytes = Files.readAllBytes(answer);
    if (bytes.length > 0 && bytes[0] == '{') {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, answer
          + " is JSON and no encrypted answer: look at it, it is probably the endpoint's refusal");
    }
    try {
      return client.decrypt(query, bytes);
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), answer + ": " + e.getMessage(), e);
    }
  }

  private void tell(ModelClient client) {
    terminal.remark(disclosure.shown() == Disclosure.PRIVATE
        ? "Disclosed: nothing, as long as predictions stay here; --disclose counts those that the endpoint sees"
        : "Disclosed: " + client.disclosureBudget().spent() + " of the " + disclosure.bits()
            + " bits of this key's life");
  }
}
