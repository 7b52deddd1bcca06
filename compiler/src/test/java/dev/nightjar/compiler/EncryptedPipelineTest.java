package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Parallelism;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of a data frame from its file to predictions of encrypted rows that are given by names. */
class EncryptedPipelineTest {
  private static final Path LOANS = Models.FOLDER.resolve("loans");

  @Test
  void aRowByNamesIsPredictedEncryptedAsTheWholePipelineDoes(@TempDir Path folder) throws IOException {
    ModelCompiler compiler = ModelCompiler.create();
    Pipeline pipeline = compiler.read(LOANS.resolve("model.onnx"));
    CsvData data = CsvData.read(LOANS.resolve("loans.csv"), SampleColumns.of(pipeline), CsvOptions.NONE);
    int[] test = CsvData.readIndices(LOANS.resolve("test-indices.txt"));
    CompiledModel compiled = compiler.compile(pipeline, data.without(test), CompileRequest.builder("loans"));
    compiler.write(compiled, folder);
    try (NightjarRuntime server = NightjarRuntime.builder().engine(EncryptedModel.engine()).models(folder).build()) {
      ClientSpec spec = ClientBundle.read(server.clientZip("loans"));
      assertThat(spec.graphs()).isEqualTo(compiled.client().graphs());
      try (SecretKey key = SecretKey.generate(spec.parameters())) {
        ModelClient client = new ModelClient(spec, key);
        Optional<Uid> uid = spec.keyParts().isEmpty() ? Optional.empty()
            : Optional.of(server.saveKey(client.evaluationKey(new KeyGenerator(Parallelism.NONE), Progress.NONE)));
        for (FeatureRow row : data.select(test).featureRows().subList(0, 2)) {
          byte[] query = client.encrypt(named(spec.graphs().columns(), row));
          byte[] answer = (uid.isPresent() ? server.infer("loans", uid.get(), query)
              : server.infer("loans", query)).content();
          assertThat(client.integers(query, answer)).isEqualTo(compiled.clearIntegers(row));
          assertThat(client.decrypt(query, answer)).isEqualTo(compiled.clearPrediction(row));
        }
      }
    }
  }

  private static Map<String, Object> named(List<InputColumn> columns, FeatureRow row) {
    Map<String, Object> cells = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i).name(), row.isMissing(i) ? null : row.isText(i) ? row.text(i) : row.number(i));
    }
    return cells;
  }
}
