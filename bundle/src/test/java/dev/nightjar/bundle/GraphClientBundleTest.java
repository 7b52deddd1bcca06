package dev.nightjar.bundle;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.GraphSpecs;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client.json} of format 3. */
class GraphClientBundleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ClientSpec SPEC = GraphSpecs.spec();

  private static String json(ClientSpec spec) {
    return new String(ClientJson.write(spec), StandardCharsets.UTF_8);
  }

  private static ClientSpec back(ClientSpec spec) {
    return ClientBundle.read(ClientBundle.write(spec));
  }

  private static void refused(String words, String json) {
    byte[] zip = BundleFiles.zip(Map.of("client.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip)))
        .contains("client.json cannot be used: ", words);
  }

  /** Replaces the value at a pointer, or removes it where the value is null. */
  private static String changed(String pointer, String value) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(json(SPEC));
      JsonNode parent = document.at(pointer.substring(0, pointer.lastIndexOf('/')));
      String member = pointer.substring(pointer.lastIndexOf('/') + 1);
      assertThat(parent.isMissingNode()).as(pointer).isFalse();
      if (parent instanceof ArrayNode list) {
        list.set(Integer.parseInt(member), "@@@");
      } else if (value == null) {
        assertThat(((ObjectNode) parent).remove(member)).as(pointer).isNotNull();
      } else {
        ((ObjectNode) parent).put(member, "@@@");
      }
      return JSON.writeValueAsString(document).replace("\"@@@\"", String.valueOf(value));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aModelWithGraphsReadsBackEqualInBothPrivacies() {
    assertThat(back(SPEC)).usingRecursiveComparison().ignoringFields("graphs").isEqualTo(SPEC);
    assertThat(back(SPEC).graphs()).isEqualTo(SPEC.graphs());
    ClientSpec hidden = SPEC.withPrivacy(ModelPrivacy.HIDDEN);
    assertThat(back(hidden).privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(back(hidden).fingerprint()).isEqualTo(hidden.fingerprint()).isNotEqualTo(SPEC.fingerprint());
    assertThat(json(SPEC)).startsWith("{\"format\":3,").contains("\"model_privacy\":\"none\"");
    assertThat(ClientBundle.write(back(SPEC))).isEqualTo(ClientBundle.write(SPEC));
  }

  @Test
  void theDocumentIsAsTheFormatSays() throws IOException {
    JsonNode document = JSON.readTree(json(SPEC));
    assertThat(document.get("columns")).isEqualTo(JSON.readTree("""
        [{"name":"age","kind":"number"},{"name":"town","kind":"text"}]
        """));
    assertThat(document.at("/layout")).isEqualTo(JSON.readTree("""
        [{"encoding":"integer","delta_log2":40,"feature":[0,1,2,3],"threshold":[]}]
        """));
    assertThat(document.at("/suffix/0")).isEqualTo(JSON.readTree("""
        {"inputs":[{"name":"scores","type":"float","width":2}],
         "constants":[{"name":"classes","value":{"type":"string","shape":[2],"data":"","texts":["no","yes"]}}],
         "nodes":[
          {"domain":"","operator":"Softmax","inputs":["scores"],"outputs":["outputs"],"attributes":[]},
          {"domain":"","operator":"ArgMax","inputs":["scores"],"outputs":["best"],"attributes":[
           {"name":"axis","kind":"int","value":{"type":"int64","shape":[],"data":"AQAAAAAAAAA=","texts":[]}},
           {"name":"keepdims","kind":"int","value":{"type":"int64","shape":[],"data":"AAAAAAAAAAA=","texts":[]}}]},
          {"domain":"","operator":"Gather","inputs":["classes","best"],"outputs":["label"],"attributes":[]}],
         "outputs":["label","outputs"]}
        """));
    assertThat(document.at("/prefix/0/nodes/0/attributes/1/value/data").textValue()).isEqualTo("AADAfw==");
  }

  @Test
  void everyKindOfQuantizerAndSectionsOfALayoutReadBack() {
    ClientSpec linear = Specs.linear();
    List<FeatureQuantizer> quantizers = List.of(
        new FeatureQuantizer.Missing(new FeatureQuantizer.Uniform(0, 1, 4)),
        new FeatureQuantizer.Grid(new double[] {-1, 0.1, 7}),
        new FeatureQuantizer.Missing(new FeatureQuantizer.Thresholds(new double[] {0.5})));
    ClientSpec kinds = linear.withQuantizers(quantizers);
    assertThat(json(kinds)).startsWith("{\"format\":3,");
    assertThat(back(kinds)).usingRecursiveComparison().isEqualTo(kinds);
    InputLayout joined = new InputLayout.Joined(List.of(linear.layout(),
        new InputLayout.Unary(50, new int[] {0, 2}, new int[] {3, 4})));
    ClientSpec sections = new ClientSpec(linear.model(), linear.kind(), linear.parameters(), linear.keyParts(),
        linear.quantizers(), joined, linear.results(), linear.offsets(), linear.task());
    assertThat(back(sections)).usingRecursiveComparison().isEqualTo(sections);
  }

  @Test
  void namesOfColumnsAloneReadBack() {
    ClientGraphs named = new ClientGraphs(Stream.of("a", "b", "c").map(InputColumn::number).toList(),
        Optional.empty(), Optional.empty());
    ClientSpec spec = Specs.linear().withGraphs(named);
    assertThat(back(spec).graphs()).isEqualTo(named);
    assertThat(spec.fingerprint()).isNotEqualTo(Specs.linear().fingerprint());
  }

  @Test
  void everyElementOfATensorReadsBackToTheBit() {
    Tensor[] tensors = {
        Tensor.floats(new int[] {2, 2}, Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE),
        Tensor.doubles(new int[] {3}, Double.NaN, Double.MIN_VALUE, 0.1),
        Tensor.longs(new int[] {2, 1}, Long.MIN_VALUE, 1L << 60), Tensor.bools(new int[] {3}, true, false, true),
        Tensor.strings(new int[] {2}, "", "ü \"quoted\""), Tensor.floats(new int[] {0, 3}),
        Tensor.longs(new int[0], 7)};
    for (Tensor tensor : tensors) {
      assertThat(TensorJson.of(tensor).toTensor()).isEqualTo(tensor);
    }
  }

  @Test
  void aModelThatNeedsNoneOfItHasNotFormatThree() {
    String none = json(Specs.linear());
    assertThat(none).startsWith("{\"format\":1,");
    StringBuilder columns = new StringBuilder();
    Specs.linear().graphs().columns().forEach(c -> columns.append(columns.isEmpty() ? "" : ",")
        .append("{\"name\":\"").append(c.name()).append("\",\"kind\":\"number\"}"));
    String third = none.replace("\"format\":1", "\"format\":3")
        .replace("\"layout\":{", "\"layout\":[{").replace("\"threshold\":[]}", "\"threshold\":[]}]")
        .replaceFirst("}$", ",\"model_privacy\":\"none\",\"columns\":[" + columns + "],\"prefix\":[],\"suffix\":[]}");
    refused("has format 1", third);
    refused("has format 2", third.replace("\"model_privacy\":\"none\"", "\"model_privacy\":\"hidden\""));
  }

  @Test
  void formatsOneAndTwoHaveNoQuantizersOfFormatThree() {
    String uniform = "{\"type\":\"uniform\",\"min\":0,\"step\":0.3333333333333333,\"levels\":64}";
    assertThat(json(Specs.linear())).contains(uniform);
    for (String later : List.of("{\"type\":\"grid\",\"cuts\":[1,2]}",
        "{\"type\":\"missing\",\"of\":" + uniform + "}")) {
      refused("needs format 3", json(Specs.linear()).replace(uniform, later));
      refused("needs format 3", json(Specs.linear().withPrivacy(ModelPrivacy.HIDDEN)).replace(uniform, later));
    }
  }

  /** Pointers to every member of format 3 that earlier ones do not have, and values that it must not have. */
  static Stream<Arguments> badFields() {
    return Stream.of(
        bad("/model_privacy", "\"open\"", "7", "null", "[]"),
        bad("/columns", "[]", "{}", "null", "[null]", "[{\"name\":\"age\",\"kind\":\"number\"}]"),
        bad("/columns/0/name", "\"\"", "\"town\"", "7", "null"),
        bad("/columns/0/kind", "\"text\"", "\"NUMBER\"", "\"float\"", "null", "1"),
        bad("/layout", "{}", "[]", "null", "[null]", "[7]"),
        bad("/layout/0/encoding", "\"joined\"", "null"),
        bad("/quantizers/0", "{\"type\":\"grid\",\"cuts\":[2,1]}", "{\"type\":\"grid\",\"cuts\":null}",
            "{\"type\":\"grid\"}", "{\"type\":\"missing\"}", "{\"type\":\"missing\",\"of\":null}",
            "{\"type\":\"missing\",\"of\":{\"type\":\"missing\",\"of\":{\"type\":\"grid\",\"cuts\":[1]}}}"),
        bad("/prefix", "{}", "null", "[]", "[null]", "[{}]"),
        bad("/suffix", "{}", "null", "[null]", "[1,2]"),
        bad("/prefix/0/inputs", "[]", "{}", "null", "[null]"),
        bad("/prefix/0/inputs/0/name", "\"\"", "\"town\"", "\"scaled\"", "null", "3"),
        bad("/prefix/0/inputs/0/type", "\"string\"", "\"int32\"", "\"FLOAT\"", "null"),
        bad("/prefix/0/inputs/0/width", "0", "-1", "2", "1048577", "99999999999", "1.5", "\"1\"", "null"),
        bad("/prefix/0/constants", "[]", "{}", "null", "[null]"),
        bad("/prefix/0/constants/0/name", "\"\"", "\"other\"", "\"age\"", "null"),
        bad("/prefix/0/constants/0/value", "null", "{}", "[1,-1]"),
        bad("/prefix/0/constants/0/value/type", "\"float\"", "\"string\"", "\"bool\"", "\"int\"", "null"),
        bad("/prefix/0/constants/0/value/shape", "[3]", "[-2]", "[2,2]", "[]", "[1,1,1,1,1,1,1,1,2]",
            "[4194305]", "[2147483647,2147483647]", "[2.5]", "\"2\"", "null"),
        bad("/prefix/0/constants/0/value/data", "\"\"", "\"AQAAAAAAAAD//////////w\"", "\"AQ==\"", "null", "7",
            "\"!QAAAAAAAAD//////////w==\"", "\"AQAAAAAAAAD//////////x==\""),
        bad("/prefix/0/constants/0/value/texts", "[\"1\",\"2\"]", "null", "{}"),
        bad("/prefix/0/nodes", "[]", "{}", "null", "[null]"),
        bad("/prefix/0/nodes/0/domain", "\"\"", "\"com.microsoft\"", "null"),
        bad("/prefix/0/nodes/0/operator", "\"Loop\"", "\"imputer\"", "\"Scaler\"", "\"\"", "null", "4"),
        bad("/prefix/0/nodes/0/inputs", "[]", "[\"scaled\"]", "[\"whole\"]", "[\"town\"]", "[\"age\",\"age\"]",
            "[null]", "null"),
        bad("/prefix/0/nodes/0/outputs", "[]", "[\"age\"]", "[\"whole\",\"more\"]", "[null]", "null"),
        bad("/prefix/0/nodes/0/attributes", "[]", "{}", "null", "[null]"),
        bad("/prefix/0/nodes/0/attributes/0/name", "\"replaced_value_float\"", "\"imputed\"", "\"\"", "null"),
        bad("/prefix/0/nodes/0/attributes/0/kind", "\"ints\"", "\"float\"", "\"tensor\"", "\"FLOATS\"", "null"),
        bad("/prefix/0/nodes/0/attributes/0/value", "null", "40", "{}"),
        bad("/prefix/0/nodes/0/attributes/0/value/shape", "[]", "[1,1]", "[2]", "null"),
        bad("/prefix/0/nodes/0/attributes/1/value/data", "\"AQDAfw==\"", "\"AADAfw\""),
        bad("/prefix/0/nodes/2/attributes/0/value/texts", "[]", "[\"a\",\"b\"]", "[\"a\",\"b\",null]", "null"),
        bad("/prefix/0/outputs", "[]", "[\"onehot\"]", "[\"features\",\"onehot\"]", "[\"features\",\"features\"]",
            "[\"nothing\"]", "null"),
        bad("/suffix/0/outputs", "[\"label\"]", "[\"best\",\"outputs\"]"),
        bad("/suffix/0/inputs/0/width", "1", "3"),
        bad("/suffix/0/inputs/0/type", "\"int64\""))
        .flatMap(List::stream);
  }

  private static List<Arguments> bad(String pointer, String... values) {
    return Stream.of(values).map(value -> Arguments.of(pointer, value)).toList();
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void aMemberWithABadValueIsRefused(String pointer, String value) {
    refused("", changed(pointer, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/model_privacy", "/columns", "/columns/0/name", "/columns/0/kind", "/prefix", "/suffix",
      "/prefix/0/inputs", "/prefix/0/constants", "/prefix/0/nodes", "/prefix/0/outputs", "/prefix/0/inputs/0/name",
      "/prefix/0/inputs/0/type", "/prefix/0/inputs/0/width", "/prefix/0/constants/0/name",
      "/prefix/0/constants/0/value", "/prefix/0/constants/0/value/type", "/prefix/0/constants/0/value/shape",
      "/prefix/0/constants/0/value/data", "/prefix/0/constants/0/value/texts", "/prefix/0/nodes/0/domain",
      "/prefix/0/nodes/0/operator", "/prefix/0/nodes/0/inputs", "/prefix/0/nodes/0/outputs",
      "/prefix/0/nodes/0/attributes", "/prefix/0/nodes/0/attributes/0/name",
      "/prefix/0/nodes/0/attributes/0/kind", "/prefix/0/nodes/0/attributes/0/value"})
  void aMissingMemberIsRefused(String pointer) {
    refused("", changed(pointer, null));
  }

  @Test
  void anUnknownMemberIsRefusedByName() {
    for (String member : List.of("\"columns\"", "\"domain\"", "\"shape\"", "\"width\"", "\"constants\"")) {
      refused("colour", json(SPEC).replaceFirst(member, "\"colour\":1," + member));
    }
  }

  @Test
  void aRefusedNodeIsNamed() {
    refused("node 0 (Imputer to whole): Imputer does not take string as input 0",
        changed("/prefix/0/nodes/0/inputs", "[\"town\"]"));
    refused("node 1 (Scaler to scaled) reads whole, which no input, constant or node before it gives",
        changed("/prefix/0/nodes/0/outputs", "[\"other\"]"));
    refused("a graph has no operator Loop of domain 'ai.onnx.ml'", changed("/prefix/0/nodes/0/operator", "\"Loop\""));
  }

  @Test
  void aGraphThatWouldTakeMuchMemoryIsRefusedBeforeItDoes() {
    ClientGraph tile = new ClientGraph(List.of(new ClientGraph.Input("x", ElementType.FLOAT, 1)),
        Map.of("n", Tensor.longs(new int[] {2}, 1, 3)), List.of(GraphNode.of(Operator.TILE, "features", "x", "n")),
        List.of("features"));
    ClientSpec spec = Specs.linear().withGraphs(new ClientGraphs(List.of(InputColumn.number("x")),
        Optional.of(tile), Optional.empty()));
    assertThat(json(spec)).contains("AQAAAAAAAAADAAAAAAAAAA==");
    refused("node 0 (Tile to features)", json(spec).replace("AQAAAAAAAAADAAAAAAAAAA==", "AQAAAAAAAAD/////AAAAAA=="));
  }
}
