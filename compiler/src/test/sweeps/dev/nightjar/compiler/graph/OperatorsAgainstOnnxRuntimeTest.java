package dev.nightjar.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator of client graphs against ONNX Runtime. With {@code -Dnightjar.operators.update=true} its outputs
 * become the vectors that the tests of {@code api} compare with.
 */
class OperatorsAgainstOnnxRuntimeTest {
  static Stream<OneNode> cases() {
    return Stream.concat(new ColumnCases().cases().stream(), new NumberCases().cases().stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anOperatorGivesWhatOnnxRuntimeGives(OneNode node) throws OrtException {
    List<Tensor> ours = node.ours();
    List<Tensor> theirs = node.theirs();
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i)).hasToString(theirs.get(i).toString());
      VectorJson.requireClose(ours.get(i), theirs.get(i));
    }
  }

  @Test
  void everyOperatorHasACase() {
    Set<String> covered = cases().map(node -> node.operator().name()).collect(Collectors.toSet());
    Set<String> all = Stream.of(Operator.values()).map(Operator::name).collect(Collectors.toSet());
    all.remove(Operator.ZIP_MAP.name()); // gives a map there, and nothing to compare
    assertThat(covered).isEqualTo(all);
  }

  @Test
  void theVectorsAreOfTheseCases() throws IOException, OrtException {
    ArrayNode vectors = new ObjectMapper().createArrayNode();
    for (OneNode node : cases().toList()) {
      vectors.add(VectorJson.of(node));
    }
    StringBuilder text = new StringBuilder("[");
    vectors.forEach(vector -> text.append(text.length() == 1 ? "\n" : ",\n").append(vector));
    Path file = Path.of("../api/src/test/resources/graph/operators.json");
    if (Boolean.getBoolean("nightjar.operators.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.append("\n]\n"));
    }
    assertThat(new ObjectMapper().readTree(file.toFile())).hasSize(vectors.size());
  }
}
