package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models of many classes, whose answers and circuits may grow beyond use. */
class SizeCasesTest {
  private static final Path CASES = Models.FOLDER.resolve("cases");

  private static CompiledModel compiled(String name) throws IOException {
    Pipeline model = OnnxImporter.read(Files.readAllBytes(CASES.resolve(name).resolve("model.onnx")));
    List<FeatureRow> rows = rows(name);
    CompiledModel compiled = ModelCompiler.create().compile(model, rows, CompileRequest.builder(name));
    List<String> expected = Files.readAllLines(CASES.resolve(name).resolve("expected.txt")).stream()
        .filter(line -> !line.startsWith("#")).toList();
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(model.predict(rows.get(i)).label()).isEqualTo(expected.get(i));
      assertThat(compiled.clearPrediction(rows.get(i)).label()).isEqualTo(expected.get(i));
    }
    return compiled;
  }

  private static List<FeatureRow> rows(String name) throws IOException {
    return Arrays.stream(CsvData.readLabelLast(CASES.resolve(name).resolve("data.csv")).rows()).map(FeatureRow::of)
        .toList();
  }

  @Test
  void fifteenHundredHiddenClassesShareAFewMasks() throws IOException {
    CompiledModel compiled = compiled("answers-1500-classes");
    assertThat(compiled.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(compiled.circuit().outputs()).hasSize(1500);
    assertThat(AnswerLeak.of(compiled.circuit()).dishonestMaskBits()).isGreaterThanOrEqualTo(128);
    assertThat(EncryptedResultCodec.encodedBytes(compiled.circuit())).isLessThan(80 << 10);
    assertThat(PackedInputCodec.encodedBytes(compiled.circuit())).isLessThan(96 << 10);
  }

  @Test
  void aTreeOfTwentyClassesNamesThemAsTheRuntimeDoes() throws IOException {
    assertThat(compiled("slow-20-classes").failure().failureLog2()).isLessThanOrEqualTo(-64);
  }
}
