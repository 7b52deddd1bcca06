package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nearest neighbours of handwritten digits, from the file to votes over decrypted distances. */
class EncryptedNeighboursTest {
  @Test
  void digitsAreNamedByTheirNearestNeighboursExactlyAsInTheClear(@TempDir Path folder) throws IOException {
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline pipeline = Models.pipeline("digits-neighbours");
    CsvData data = Models.data("digits-neighbours");
    int[] test = Models.testRows("digits-neighbours");
    CompiledModel compiled =
        compiler.compile(pipeline, data.without(test), CompileRequest.builder("digits-neighbours"));
    assertThat(compiled.client().kind()).isEqualTo("neighbours");
    assertThat(compiled.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(AnswerLeak.of(compiled.circuit()).dishonestMaskBits()).isGreaterThanOrEqualTo(128);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(PackedInputCodec.encodedBytes(compiled.circuit())).isLessThan(40_000);
    assertThat(EncryptedResultCodec.encodedBytes(compiled.circuit())).isLessThan(270_000);
    requireTheSameDigits(pipeline, compiled, data.select(test));
    compiler.write(compiled, folder);
    try (NightjarRuntime server = NightjarRuntime.builder().engine(EncryptedModel.engine()).models(folder).build()) {
      ClientSpec spec = ClientBundle.read(server.clientZip("digits-neighbours"));
      try (SecretKey key = SecretKey.generate(spec.parameters())) {
        ModelClient client = new ModelClient(spec, key);
        List<FeatureRow> rows = data.select(test).featureRows();
        for (FeatureRow row : List.of(rows.get(0), rows.get(200), rows.get(449))) {
          byte[] query = client.encrypt(row);
          byte[] answer = server.infer("digits-neighbours", query).content();
          assertThat(client.integers(query, answer)).isEqualTo(compiled.clearIntegers(row));
          assertThat(client.decrypt(query, answer)).isEqualTo(compiled.clearPrediction(row));
        }
      }
    }
  }

  private static void requireTheSameDigits(Pipeline pipeline, CompiledModel compiled, CsvData test) {
    int right = 0;
    for (CsvData.Sample sample : test.samples()) {
      String label = compiled.clearPrediction(sample.row()).label();
      assertThat(label).isEqualTo(pipeline.predict(sample.row()).label());
      right += sample.labels().contains(label) ? 1 : 0;
    }
    assertThat(right).isEqualTo(447);
  }
}
