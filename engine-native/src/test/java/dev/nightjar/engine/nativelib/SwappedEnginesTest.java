package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.InferenceAnswer;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both engines, as they are, in one server over HTTP, with the decision tree of the demo and one uploaded key. */
@Timeout(180)
class SwappedEnginesTest {
  private static final Path TREE = Path.of("..", "models", "spam-tree");
  private static final String NAME = "spam-tree";
  private static final int SAMPLES = 2;

  private static ImportedModel tree;
  private static double[][] calibration;
  private static double[][] samples;
  private static final Map<KeyFamily, CompiledModel> COMPILED = new EnumMap<>(KeyFamily.class);

  @BeforeAll
  static void read() throws IOException {
    CsvData data = CsvData.readLabelLast(TREE.resolve("spambase.csv.gz"));
    int[] test = CsvData.readIndices(TREE.resolve("test-indices.txt"));
    tree = ModelCompiler.create().read(TREE.resolve("model.onnx")).core();
    calibration = data.without(test).rows();
    double[][] rows = data.select(test).rows();
    samples = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = rows[i * (rows.length / SAMPLES)];
    }
  }

  private static CompiledModel compile(KeyFamily keys) {
    return COMPILED.computeIfAbsent(keys, family -> ModelCompiler.create().compile(tree,
        CompileRequest.builder(NAME, calibration).keys(family).build()));
  }

  private static ServerBundle bundle(CompiledModel model) {
    return ServerBundle.of(model, ClientBundle.write(model.client()));
  }

  @BeforeEach
  void requireTheLibrary() {
    NativeTests.provider();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNIFORM", "UNROLLED"})
  void aModelChangesItsEngineThereAndBackAndItsPredictionsStay(KeyFamily keys) throws IOException {
    CompiledModel model = compile(keys);
    ServerBundle bundle = bundle(model);
    ClientPolicy policy = ClientPolicy.DEFAULT.allowing(keys);
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(2).model(bundle).build();
        NightjarServer server = NightjarServer.builder(runtime).start();
        SecretKey secret = SecretKey.generate(model.client().parameters(), policy)) {
      EndpointClient endpoint = new EndpointClient(EndpointSettings.of(server.uri()));
      ModelClient client = new ModelClient(model.client(), secret, policy);
      KeyGenerator generator = new KeyGenerator(WorkerThreads.onAllProcessors(), policy);
      Uid uid = endpoint.uploadKey(client.evaluationKey(generator, Progress.NONE), Progress.NONE);
      byte[][] queries = new byte[SAMPLES][];
      for (int i = 0; i < SAMPLES; i++) {
        queries[i] = client.encrypt(samples[i]);
      }
      for (String engine : new String[] {"java", "native", "java"}) {
        runtime.registry().add(NAME, bundle.withEngine(engine));
        for (int i = 0; i < SAMPLES; i++) {
          InferenceAnswer answer = endpoint.infer(NAME, Optional.of(uid), queries[i]);
          assertThat(answer.engine()).isEqualTo(engine);
          assertThat(client.integers(queries[i], answer.bytes())).as("sample " + i + " on " + engine)
              .isEqualTo(model.clearIntegers(samples[i]));
          assertThat(client.decrypt(queries[i], answer.bytes())).isEqualTo(model.clearPrediction(samples[i]));
        }
        assertThat(runtime.model(NAME).engine().engine()).isEqualTo(engine);
      }
    }
  }

  /**
   * Under {@code auto} with two engines there is a measurement. The faster one computes, or, where their times overlap,
   * the one that is preferred.
   */
  @Test
  void autoMeasuresBothAndSaysSo() {
    ServerBundle bundle = bundle(compile(KeyFamily.UNIFORM));
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("auto").threads(1).model(bundle).build()) {
      String chosen = runtime.engine().engine();
      assertThat(runtime.model(NAME).engine().notes()).filteredOn(note -> note.startsWith("chosen by"))
          .singleElement().asString()
          .matches(".*: (java|native) [0-9.]+ ms, (java|native) [0-9.]+ ms for one bootstrap of .*")
          .startsWith(runtime.engine().notes().stream().anyMatch(note -> note.contains("overlap"))
              ? "chosen by rank, since the times of java and native overlap: " : "chosen by measurement: " + chosen);
      assertThat(chosen).isIn("java", "native");
    }
  }
}
