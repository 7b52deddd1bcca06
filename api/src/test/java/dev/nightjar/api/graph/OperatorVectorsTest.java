package dev.nightjar.api.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against what ONNX Runtime 1.29 gave for graphs of one node. */
class OperatorVectorsTest {
  private static final double RELATIVE = 2e-6;
  private static final double ABSOLUTE = 5e-6;

  /** Fast paths of runtimes differ from single precision in these by a last bit or so; all others are exact. */
  private static final Set<String> APPROXIMATE = Set.of("NORMALIZER", "POW", "MEAN", "LOG", "EXP", "SIGMOID", "TANH",
      "SOFTPLUS", "ERF", "SIN", "COS", "MATMUL", "GEMM", "BATCH_NORMALIZATION", "CONV", "AVERAGE_POOL",
      "GLOBAL_AVERAGE_POOL", "SOFTMAX", "LOG_SOFTMAX");

  private static JsonNode vectors() throws IOException {
    try (InputStream in = OperatorVectorsTest.class.getResourceAsStream("/graph/operators.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  static Stream<Arguments> cases() throws IOException {
    return StreamSupport.stream(vectors().spliterator(), false)
        .map(v -> Arguments.of(v.get("operator").textValue(), v));
  }

  private static Tensor tensor(JsonNode json) {
    int[] shape = StreamSupport.stream(json.get("shape").spliterator(), false).mapToInt(JsonNode::intValue).toArray();
    List<String> texts = new ArrayList<>();
    json.get("values").forEach(value -> texts.add(value.textValue()));
    int n = texts.size();
    switch (ElementType.valueOf(json.get("type").textValue())) {
      case FLOAT:
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = Float.parseFloat(texts.get(i));
        }
        return Tensor.floats(shape, floats);
      case DOUBLE:
        return Tensor.doubles(shape, texts.stream().mapToDouble(Double::parseDouble).toArray());
      case INT64:
        return Tensor.longs(shape, texts.stream().mapToLong(Long::parseLong).toArray());
      case BOOL:
        boolean[] bools = new boolean[n];
        for (int i = 0; i < n; i++) {
          bools[i] = Boolean.parseBoolean(texts.get(i));
        }
        return Tensor.bools(shape, bools);
      default:
        return Tensor.strings(shape, texts.toArray(String[]::new));
    }
  }

  private static Attribute attribute(JsonNode json) {
    Tensor value = tensor(json);
    return switch (json.get("kind").textValue()) {
      case "Int" -> new Attribute.Int(value.longs()[0]);
      case "Float" -> new Attribute.Float(value.floats()[0]);
      case "Text" -> new Attribute.Text(value.strings()[0]);
      case "Ints" -> new Attribute.Ints(value.longs());
      case "Floats" -> new Attribute.Floats(value.floats());
      case "Texts" -> Attribute.Texts.of(value.strings());
      default -> new Attribute.TensorValue(value);
    };
  }

  private static List<Tensor> run(String operator, JsonNode vector) {
    OneNodeGraph graph = new OneNodeGraph(Operator.valueOf(operator));
    vector.get("inputs").forEach(input -> {
      if (input.isNull() || input.get("constant").booleanValue()) {
        graph.constant(input.isNull() ? null : tensor(input));
      } else {
        graph.data(tensor(input));
      }
    });
    vector.get("attributes").properties().forEach(a -> graph.with(a.getKey(), attribute(a.getValue())));
    return graph.run(vector.get("outputs").size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void anOperatorGivesWhatOnnxRuntimeGave(String operator, JsonNode vector) {
    List<Tensor> found = run(operator, vector);
    boolean exact = !APPROXIMATE.contains(operator) && !operator.startsWith("REDUCE_");
    for (int i = 0; i < found.size(); i++) {
      requireClose(found.get(i), tensor(vector.get("outputs").get(i)), exact);
    }
  }

  private static void requireClose(Tensor found, Tensor expected, boolean exact) {
    assertThat(found).hasToString(expected.toString());
    if (found.type() != ElementType.FLOAT && found.type() != ElementType.DOUBLE) {
      assertThat(found).isEqualTo(expected);
      return;
    }
    for (int i = 0; i < found.size(); i++) {
      double value = expected.number(i);
      if (Double.isFinite(value) && !exact) {
        assertThat(found.number(i)).isCloseTo(value, within(ABSOLUTE + RELATIVE * Math.abs(value)));
      } else {
        assertThat(found.number(i) + 0.0).isEqualTo(Double.valueOf(value + 0.0));
      }
    }
  }

  @Test
  void everyOperatorHasAVector() throws IOException {
    Set<String> covered = new TreeSet<>();
    vectors().forEach(v -> covered.add(v.get("operator").textValue()));
    covered.add(Operator.ZIP_MAP.name());
    assertThat(covered).isEqualTo(Stream.of(Operator.values()).map(Operator::name).collect(Collectors.toSet()));
  }
}
