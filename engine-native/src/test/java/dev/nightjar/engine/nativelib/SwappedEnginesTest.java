package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.client.ClientBundle;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.InferenceAnswer;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.ServerBundle;
import dev.nightjar.servlet.NightjarServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both engines, as they are, in one server over HTTP, with the decision tree of the demo and one uploaded key. */
@Timeout(180)
class SwappedEnginesTest {
  private static final Path TREE = Path.of("..", "models", "spam-tree");
  private static final String NAME = "spam-tree";
  private static final int SAMPLES = 6;

  private static CompiledModel model;
  private static double[][] samples;
  private static ServerBundle bundle;

  @BeforeAll
  static void compile() throws IOException {
    CsvData data = CsvData.readLabelLast(TREE.resolve("spambase.csv.gz"));
    int[] test = CsvData.readIndices(TREE.resolve("test-indices.txt"));
    ModelCompiler compiler = ModelCompiler.create();
    model = compiler.compile(compiler.read(TREE.resolve("model.onnx")),
        new CompileRequest(NAME, data.without(test).rows(), 0, Quantizer.UNIFORM, -64));
    double[][] rows = data.select(test).rows();
    samples = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = rows[i * (rows.length / SAMPLES)];
    }
    bundle = ServerBundle.of(model, ClientBundle.write(model.client()));
  }

  @BeforeEach
  void requireTheLibrary() {
    NativeTests.provider();
  }

  @Test
  void aModelChangesItsEngineThereAndBackAndItsPredictionsStay() throws IOException {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(2).model(bundle).build();
        NightjarServer server = NightjarServer.builder(runtime).start();
        SecretKey secret = SecretKey.generate(model.client().parameters())) {
      EndpointClient endpoint = new EndpointClient(EndpointSettings.of(server.uri()));
      ModelClient client = new ModelClient(model.client(), secret);
      long uid = endpoint.uploadKey(client.evaluationKey(KeyGenerator.onAllProcessors(), Progress.NONE), Progress.NONE);
      byte[][] queries = new byte[SAMPLES][];
      for (int i = 0; i < SAMPLES; i++) {
        queries[i] = client.encrypt(samples[i]);
      }
      for (String engine : new String[] {"java", "native", "java", "native"}) {
        runtime.registry().add(NAME, bundle.withEngine(engine));
        for (int i = 0; i < SAMPLES; i++) {
          InferenceAnswer answer = endpoint.infer(NAME, OptionalLong.of(uid), queries[i]);
          assertThat(answer.engine()).isEqualTo(engine);
          assertThat(client.integers(answer.bytes())).as("sample " + i + " on " + engine)
              .isEqualTo(model.clearIntegers(samples[i]));
          assertThat(client.decrypt(answer.bytes())).isEqualTo(model.clearPrediction(samples[i]));
        }
        assertThat(runtime.model(NAME).engine().engine()).isEqualTo(engine);
      }
    }
  }

  /** Under {@code auto} with two engines there is a measurement, and whichever won computes. */
  @Test
  void autoMeasuresBothAndSaysSo() {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("auto").threads(2).model(bundle).build()) {
      assertThat(runtime.engine().engine()).isIn("java", "native");
      assertThat(runtime.engine().notes())
          .anyMatch(note -> note.matches("chosen by measurement: (java|native) [0-9.]+ ms, (java|native) [0-9.]+ ms .*"));
      assertThat(runtime.model(NAME).engine().notes())
          .anyMatch(note -> note.startsWith("chosen by measurement: " + runtime.engine().engine() + " "));
    }
  }
}
