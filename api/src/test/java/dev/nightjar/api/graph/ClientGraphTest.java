package dev.nightjar.api.graph;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientGraphTest {
  private static final ClientGraph.Input X = new ClientGraph.Input("x", ElementType.FLOAT, 3);

  private static Tensor list(long... values) {
    return Tensor.longs(new int[] {values.length}, values);
  }

  private static Tensor row(float... values) {
    return Tensor.floats(new int[] {1, values.length}, values);
  }

  private static ClientGraph graph(Map<String, Tensor> constants, List<String> outputs, GraphNode... nodes) {
    return new ClientGraph(List.of(X), constants, List.of(nodes), outputs);
  }

  private static void refused(String words, Map<String, Tensor> constants, GraphNode... nodes) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph(constants, List.of("y"), nodes), words);
  }

  private static GraphNode node(Operator operator, String output, Map<String, Attribute> attributes,
      String... inputs) {
    return new GraphNode(operator, List.of(inputs), List.of(output), attributes);
  }

  @Test
  void aGraphComputesItsOutputsAndKnowsAllShapesAndTypes() {
    ClientGraph graph = graph(Map.of("two", Tensor.floats(new int[0], 2)), List.of("y", "best"),
        GraphNode.of(Operator.MUL, "y", "x", "two"),
        node(Operator.ARG_MAX, "best", Map.of("axis", new Attribute.Int(1)), "y"));
    Map<String, Tensor> result = graph.run(Map.of("x", row(1, 5, 3)));
    assertThat(result).containsExactly(Map.entry("y", row(2, 10, 6)),
        Map.entry("best", Tensor.longs(new int[] {1, 1}, 1)));
    assertThat(graph.types()).containsEntry("x", ElementType.FLOAT).containsEntry("best", ElementType.INT64);
    assertThat(graph.shapes().get("best")).containsExactly(1, 1);
    assertThat(graph.work()).isPositive();
  }

  @Test
  void whatDependsOnConstantsAloneFixesShapes() {
    ClientGraph graph = graph(Map.of("one", list(1), "zero", list(0)), List.of("y"),
        GraphNode.of(Operator.SHAPE, "shape", "x"),
        GraphNode.of(Operator.GATHER, "width", "shape", "one"),
        node(Operator.CONCAT, "wanted", Map.of("axis", new Attribute.Int(0)), "width", "one"),
        GraphNode.of(Operator.RESHAPE, "y", "x", "wanted"));
    assertThat(graph.shapes().get("y")).containsExactly(3, 1);
  }

  @Test
  void theChoicesOfAValueAreThoseOfTheConstantThatItComesFrom() {
    Map<String, Attribute> last = Map.of("axis", new Attribute.Int(-1));
    ClientGraph graph = graph(Map.of("classes", list(7, 8, 9, 10), "flat", list(1)), List.of("y"),
        node(Operator.ARG_MAX, "best", last, "x"), GraphNode.of(Operator.GATHER, "chosen", "classes", "best"),
        GraphNode.of(Operator.RESHAPE, "y", "chosen", "flat"), GraphNode.of(Operator.NEG, "other", "y"));
    assertThat(graph.choices("best")).hasValue(3);
    assertThat(graph.choices("chosen")).hasValue(4);
    assertThat(graph.choices("y")).hasValue(4);
    assertThat(graph.choices("other")).isEmpty();
    assertThat(graph.choices("x")).isEmpty();
  }

  @Test
  void singlePrecisionIsThatOfEveryStep() {
    ClientGraph graph = graph(Map.of("big", row(16777216f), "one", row(1f)), List.of("y"),
        GraphNode.of(Operator.ADD, "sum", "x", "big"), GraphNode.of(Operator.SUB, "y", "sum", "big"));
    assertThat(graph.run(Map.of("x", row(1, 2, 3))).get("y")).isEqualTo(row(0, 2, 4));
  }

  @Test
  void equalDefinitionsAreEqualGraphs() {
    GraphNode y = GraphNode.of(Operator.NEG, "y", "x");
    assertThat(graph(Map.of(), List.of("y"), y)).isEqualTo(graph(Map.of(), List.of("y"), y))
        .hasSameHashCodeAs(graph(Map.of(), List.of("y"), y))
        .isNotEqualTo(graph(Map.of("c", list(1)), List.of("y"), y))
        .isNotEqualTo(graph(Map.of(), List.of("y"), GraphNode.of(Operator.ABS, "y", "x")))
        .isNotEqualTo(graph(Map.of(), List.of("y", "x"), y));
  }

  @Test
  void namesAreGivenOnceAndBeforeTheyAreRead() {
    refused("node 0 (Neg to y) reads z, which no input, constant or node before it gives", Map.of(),
        GraphNode.of(Operator.NEG, "y", "z"), GraphNode.of(Operator.NEG, "z", "y"));
    refused("reads y", Map.of(), GraphNode.of(Operator.NEG, "y", "y"));
    refused("two values have the name x", Map.of("x", list(1)), GraphNode.of(Operator.NEG, "y", "x"));
    refused("two values have the name y", Map.of(), GraphNode.of(Operator.NEG, "y", "x"),
        GraphNode.of(Operator.NEG, "y", "x"));
    refused("output y is no value of the graph", Map.of(), GraphNode.of(Operator.NEG, "z", "x"));
    GraphNode y = GraphNode.of(Operator.NEG, "y", "x");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph(Map.of(), List.of("y", "y"), y), "output y is named twice");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph(Map.of(), List.of(), y), "at least one output");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph(Map.of("", list(1)), List.of("y"), y), "1 to 1024 characters");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph.Input("", ElementType.FLOAT, 1), "1 to 1024");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph.Input("x", ElementType.FLOAT, 0), "not 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph.Input("x", ElementType.FLOAT, (1 << 20) + 1),
        "1048577");
    assertRefused(ErrorCode.INVALID_MODEL, () -> GraphNode.of(Operator.NEG, "y".repeat(1025), "x"), "not 1025");
  }

  /** Small documents that ask for much memory or time. */
  static Stream<Arguments> bombs() {
    long most = Tensor.MAX_ELEMENTS;
    return Stream.of(
        Arguments.of("Tile", node(Operator.TILE, "y", Map.of(), "x", "big")),
        Arguments.of("Expand", node(Operator.EXPAND, "y", Map.of(), "x", "shape")),
        Arguments.of("Reshape", node(Operator.RESHAPE, "y", Map.of(), "x", "shape")),
        Arguments.of("ConstantOfShape", node(Operator.CONSTANT_OF_SHAPE, "y", Map.of(), "shape")),
        Arguments.of("ConstantOfShape", node(Operator.CONSTANT_OF_SHAPE, "y", Map.of(), "negative")),
        Arguments.of("Pad", node(Operator.PAD, "y", Map.of(), "x", "pads")),
        Arguments.of("OneHot", node(Operator.ONE_HOT, "y", Map.of(), "x", "depth", "values")),
        Arguments.of("FeatureVectorizer", node(Operator.FEATURE_VECTORIZER, "y",
            Map.of("inputdimensions", new Attribute.Ints(most + 1)), "x")),
        Arguments.of("FeatureVectorizer", node(Operator.FEATURE_VECTORIZER, "y",
            Map.of("inputdimensions", new Attribute.Ints(Long.MAX_VALUE)), "x")),
        Arguments.of("MatMul", node(Operator.MATMUL, "y", Map.of(), "column", "columns")),
        Arguments.of("work", node(Operator.MATMUL, "y", Map.of(), "square", "square")));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatWouldTakeMuchMemoryOrTimeIsRefusedBeforeItIsTaken(String words, GraphNode node) {
    refused(words, Map.of("big", list(1, Long.MAX_VALUE), "shape", list(1 << 21, 3), "negative", list(-1),
        "pads", list(0, 1L << 40, 0, 0), "depth", list(1L << 40), "values", row(0, 1),
        "column", Tensor.floats(new int[] {1 << 12, 1}, new float[1 << 12]),
        "columns", Tensor.floats(new int[] {1, 1 << 12}, new float[1 << 12]),
        "square", Tensor.floats(new int[] {1 << 10, 1 << 10}, new float[1 << 20])), node);
  }

  @Test
  void growthByDoublingIsRefusedWhereTheSumPassesTheBound() {
    List<GraphNode> nodes = new ArrayList<>();
    String last = "x";
    for (int i = 0; i < 40; i++) {
      nodes.add(node(Operator.CONCAT, "y" + i, Map.of("axis", new Attribute.Int(1)), last, last));
      last = "y" + i;
    }
    String output = last;
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(List.of(X), Map.of(), nodes, List.of(output)),
        "node 20 (Concat to y20)", "4194304 elements");
    List<GraphNode> wide = IntStream.range(0, 9)
        .mapToObj(i -> node(Operator.NEG, "y" + i, Map.of(), "w")).toList();
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(
        List.of(new ClientGraph.Input("w", ElementType.FLOAT, 1 << 20)), Map.of(), wide, List.of("y8")),
        "value y7 brings the elements of a graph above 8388608");
  }

  @Test
  void indicesOfValuesWithoutElementsAreCountedAsWork() {
    Map<String, Tensor> empty = Map.of("lines", Tensor.floats(new int[] {1 << 22, 0}),
        "products", Tensor.floats(new int[] {1 << 22, 0, 0}), "run", Tensor.floats(new int[] {0, 1 << 22}));
    Map<String, Attribute> last = Map.of("axis", new Attribute.Int(1));
    Map<String, Attribute> axes = Map.of("axes", new Attribute.Ints(1));
    for (GraphNode node : List.of(node(Operator.SOFTMAX, "", last, "lines"),
        node(Operator.MATMUL, "", Map.of(), "products", "products"), node(Operator.REDUCE_SUM, "", axes, "run"))) {
      assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(List.of(X), empty, Collections.nCopies(20, node),
          List.of("x")), "brings the work of a run above 268435456 operations");
    }
    List<String> scalars = new ArrayList<>(Collections.nCopies(100, "one"));
    scalars.add("wide");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(List.of(X), Map.of("one", row(1),
        "wide", Tensor.floats(new int[] {1, 1 << 20}, new float[1 << 20])),
        List.of(new GraphNode(Operator.MAX, scalars, List.of("y"), Map.of())), List.of("y")),
        "broadcasts 101 inputs to [1, 1048576]");
  }

  @Test
  void moreNodesThanTheBoundAreRefused() {
    GraphNode y = GraphNode.of(Operator.NEG, "", "x");
    List<GraphNode> many = IntStream.range(0, ClientGraph.MAX_NODES + 1).mapToObj(i -> y).toList();
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(List.of(X), Map.of(), many, List.of("x")),
        "at most 4096 nodes, not 4097");
  }

  /** Nodes that no operator takes. */
  static Stream<Arguments> misfits() {
    Map<String, Attribute> none = Map.of();
    return Stream.of(
        Arguments.of("does not take the attribute colour",
            node(Operator.NEG, "y", Map.of("colour", new Attribute.Int(1)), "x")),
        Arguments.of("takes 1 inputs, not 2", node(Operator.NEG, "y", none, "x", "x")),
        Arguments.of("needs input 0", node(Operator.NEG, "y", none, "")),
        Arguments.of("at most 1 outputs", new GraphNode(Operator.NEG, List.of("x"), List.of("y", "z"), none)),
        Arguments.of("does not take string", node(Operator.NEG, "y", none, "texts")),
        Arguments.of("takes inputs of one type", node(Operator.ADD, "y", none, "x", "texts")),
        Arguments.of("does not broadcast", node(Operator.ADD, "y", none, "x", "two")),
        Arguments.of("needs a constant as input 1", node(Operator.TILE, "y", none, "x", "n")),
        Arguments.of("has no axis 2", node(Operator.ARG_MAX, "y", Map.of("axis", new Attribute.Int(2)), "x")),
        Arguments.of("takes 0 or 1 as keepdims",
            node(Operator.ARG_MAX, "y", Map.of("keepdims", new Attribute.Int(2)), "x")),
        Arguments.of("an attribute axis of a wrong kind",
            node(Operator.ARG_MAX, "y", Map.of("axis", new Attribute.Float(1)), "x")),
        Arguments.of("needs the attribute to", node(Operator.CAST, "y", none, "x")),
        Arguments.of("makes no elements of ONNX type 10",
            node(Operator.CAST, "y", Map.of("to", new Attribute.Int(10)), "x")),
        Arguments.of("has 2 numbers as scale for 3 columns", node(Operator.SCALER, "y",
            Map.of("offset", new Attribute.Floats(0), "scale", new Attribute.Floats(1, 2)), "x")),
        Arguments.of("needs offset and scale", node(Operator.SCALER, "y", none, "x")),
        Arguments.of("knows no norm L3", node(Operator.NORMALIZER, "y", Map.of("norm", new Attribute.Text("L3")), "x")),
        Arguments.of("needs imputed_value_floats", node(Operator.IMPUTER, "y", none, "x")),
        Arguments.of("has 2 keys and 1 values", node(Operator.LABEL_ENCODER, "y", Map.of(
            "keys_floats", new Attribute.Floats(1, 2), "values_int64s", new Attribute.Ints(1)), "x")),
        Arguments.of("takes string, not float", node(Operator.LABEL_ENCODER, "y", Map.of(
            "keys_strings", Attribute.Texts.of("a"), "values_int64s", new Attribute.Ints(1)), "x")),
        Arguments.of("needs one list of keys, not []", node(Operator.LABEL_ENCODER, "y", none, "x")),
        Arguments.of("needs categories of its input's type", node(Operator.ONE_HOT_ENCODER, "y", none, "x")),
        Arguments.of("the graph reads element 9 of 1", node(Operator.GATHER, "y", none, "two", "nine")),
        Arguments.of("does not multiply", node(Operator.MATMUL, "y", none, "x", "x")),
        Arguments.of("takes [1, channels, height, width]", node(Operator.GLOBAL_MAX_POOL, "y", none, "x")),
        Arguments.of("takes no step 0", node(Operator.SLICE, "y", none, "x", "zero", "one", "one", "zero")));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void aNodeThatItsOperatorDoesNotTakeIsRefusedByName(String words, GraphNode node) {
    ClientGraph.Input n = new ClientGraph.Input("n", ElementType.INT64, 2);
    Map<String, Tensor> constants = Map.of("texts", Tensor.strings(new int[] {1}, "a"), "two", row(1, 2),
        "nine", list(9), "zero", list(0), "one", list(1));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraph(List.of(X, n), constants, List.of(node),
        List.of("y")), "node 0 (" + node.operator().onnxName() + " to y", words);
  }

  @Test
  void everyOperatorRefusesANodeWithoutInputs() {
    for (Operator operator : Operator.values()) {
      assertRefused(ErrorCode.INVALID_MODEL, () -> graph(Map.of(), List.of("y"),
          new GraphNode(operator, List.of(), List.of("y"), Map.of())), operator.onnxName(), "inputs, not 0");
    }
  }

  @Test
  void everyOperatorIsFoundByItsNameInItsDomain() {
    for (Operator operator : Operator.values()) {
      assertThat(Operator.find(operator.domain(), operator.onnxName())).contains(operator);
    }
    assertThat(Operator.find("ai.onnx", "Add")).contains(Operator.ADD);
    assertThat(Operator.find("ai.onnx.ml", "Add")).isEmpty();
    assertThat(Operator.find("", "Loop")).isEmpty();
  }

  @Test
  void aRunTakesExactlyItsInputs() {
    ClientGraph graph = graph(Map.of(), List.of("y"), GraphNode.of(Operator.NEG, "y", "x"));
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph.run(Map.of()), "1 inputs, not 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph.run(Map.of("z", row(1, 2, 3))), "takes an input x");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph.run(Map.of("x", row(1, 2))), "float[1, 3], not float[1, 2]");
    assertRefused(ErrorCode.INVALID_MODEL, () -> graph.run(Map.of("x", Tensor.longs(new int[] {1, 3}, 1, 2, 3))),
        "float[1, 3], not int64[1, 3]");
  }

  @Test
  void valuesWithoutAResultAreRefusedWhenTheyCome() {
    ClientGraph.Input n = new ClientGraph.Input("n", ElementType.INT64, 1);
    ClientGraph gather = new ClientGraph(List.of(n), Map.of("c", row(1, 2)),
        List.of(GraphNode.of(Operator.ARRAY_FEATURE_EXTRACTOR, "y", "c", "n")), List.of("y"));
    assertRefused(ErrorCode.MALFORMED_REQUEST,
        () -> gather.run(Map.of("n", Tensor.longs(new int[] {1, 1}, 2))), "reads element 2 of 2");
    ClientGraph divide = new ClientGraph(List.of(n), Map.of("c", list(1)),
        List.of(GraphNode.of(Operator.DIV, "y", "c", "n")), List.of("y"));
    assertRefused(ErrorCode.MALFORMED_REQUEST,
        () -> divide.run(Map.of("n", Tensor.longs(new int[] {1, 1}, 0))), "divides 1 by 0");
    ClientGraph binarizer = graph(Map.of(), List.of("y"), GraphNode.of(Operator.BINARIZER, "y", "x"));
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> binarizer.run(Map.of("x", row(1, Float.NaN, 2))), "missing");
    ClientGraph parse = new ClientGraph(List.of(new ClientGraph.Input("t", ElementType.STRING, 1)), Map.of(),
        List.of(node(Operator.CAST, "y", Map.of("to", new Attribute.Int(1)), "t")), List.of("y"));
    assertRefused(ErrorCode.MALFORMED_REQUEST,
        () -> parse.run(Map.of("t", Tensor.strings(new int[] {1, 1}, "x1"))), "'x1' is no number");
    OneNodeGraph strict = new OneNodeGraph(Operator.ONE_HOT_ENCODER).data(Tensor.strings(new int[] {1}, "z"))
        .with("cats_strings", Attribute.Texts.of("a")).with("zeros", new Attribute.Int(0));
    assertRefused(ErrorCode.MALFORMED_REQUEST, strict::run, "none of the 1 categories");
  }
}
