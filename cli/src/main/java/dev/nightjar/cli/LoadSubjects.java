package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.bench.load.Subject;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The models for {@code load} and {@code soak}: one of each cost, compiled here, with keys that end with this. */
final class LoadSubjects implements AutoCloseable {
  private static final int QUERIES = 16;

  /** Of the demo's models: how it is compiled, and what that is called. */
  private static final Map<String, List<String>> KINDS = Map.of(
      "logreg", List.of(Strategy.KEYLESS, "keyless"),
      "spam-tree", List.of(Strategy.LEVELLED_BITS, "levelled"),
      "spam-tree-bootstrapped", List.of(Strategy.BOOTSTRAPPED, "bootstrapped"));

  private final List<Subject> subjects = new ArrayList<>();
  private final List<SecretKey> keys = new ArrayList<>();

  /** Names of all of them, the cheapest first. */
  static List<String> names() {
    return DemoModel.all().stream().map(DemoModel::name).filter(KINDS::containsKey).toList();
  }

  /** Compiles models into a folder of bundles, and encrypts queries for them. */
  static LoadSubjects prepare(Terminal terminal, List<String> names, Path bundles) throws IOException {
    LoadSubjects prepared = new LoadSubjects();
    try {
      for (String name : names) {
        DemoModel model = DemoModel.all().stream().filter(known -> known.name().equals(name) && KINDS.containsKey(name))
            .findFirst().orElseThrow(() -> new NightjarException(ErrorCode.UNKNOWN_MODEL,
                "there is no model '" + name + "' to ask; there are " + String.join(", ", names())));
        terminal.fact("Preparing", name);
        prepared.add(model, bundles);
      }
      return prepared;
    } catch (IOException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private void add(DemoModel model, Path bundles) throws IOException {
    Path models = Home.models();
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline imported = compiler.read(model.onnx(models));
    CsvData all = model.samples(models, imported);
    int[] testRows = model.testRows(models);
    List<String> kind = KINDS.get(model.name());
    CompiledModel compiled = compiler.compile(imported, all.without(testRows),
        CompileRequest.builder(model.name()).strategy(kind.get(0)));
    compiler.write(compiled, bundles);
    SecretKey key = SecretKey.generate(compiled.client().parameters());
    keys.add(key);
    ModelClient client = new ModelClient(compiled.client(), key);
    byte[] evaluationKey = compiled.client().keyParts().isEmpty() ? new byte[0]
        : client.evaluationKey(new KeyGenerator(WorkerThreads.onAllProcessors()), Progress.NONE);
    List<byte[]> queries = new ArrayList<>();
    List<long[]> expected = new ArrayList<>();
    for (CsvData.Sample sample : all.select(testRows).samples().subList(0, QUERIES)) {
      FeatureRow row = sample.row();
      queries.add(client.encrypt(row));
      expected.add(compiled.clearIntegers(row));
    }
    subjects.add(new Subject(kind.get(1), client, evaluationKey, queries, expected));
  }

  List<Subject> subjects() {
    return List.copyOf(subjects);
  }

  @Override
  public void close() {
    keys.forEach(SecretKey::close);
  }
}
