package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientGraphsTest {
  private static final ClientGraphs GRAPHS = GraphSpecs.graphs();
  private static final List<InputColumn> COLUMNS = GRAPHS.columns();

  private static FeatureRow row(Object... cells) {
    return FeatureRow.of(Arrays.asList(cells));
  }

  private static void refused(List<InputColumn> columns, Optional<ClientGraph> prefix, Optional<ClientGraph> suffix,
      String words) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ClientGraphs(columns, prefix, suffix), words);
  }

  private static ClientGraph negative(String in, ElementType type, String out) {
    return new ClientGraph(List.of(new ClientGraph.Input(in, type, 2)), Map.of(),
        List.of(GraphNode.of(Operator.NEG, out, in)), List.of(out));
  }

  @Test
  void aPrefixMakesFeaturesOfARowOfCells() {
    assertThat(GRAPHS.features()).isEqualTo(4);
    assertThat(GRAPHS.features(row(60, "Bern"))).containsExactly(2, 0, 1, 0);
    assertThat(GRAPHS.features(row(null, "Genf"))).containsExactly(0, 0, 0, 0);
    assertThat(GRAPHS.features(row(Double.NaN, null))).containsExactly(0, 0, 0, 0);
    assertThat(GRAPHS.features(row(true, "Zürich"))).containsExactly(-3.9000000953674316, 0, 0, 1);
  }

  @Test
  void aSuffixMakesThePredictionOfScores() {
    Prediction prediction = GRAPHS.predict(new double[] {1, 3});
    assertThat(prediction.label()).isEqualTo("yes");
    assertThat(prediction.labels()).containsExactly("yes");
    assertThat(prediction.classifier()).isTrue();
    assertThat(prediction.outputs()[1]).isCloseTo(0.880797, within(1e-6));
    assertThat(GRAPHS.labels()).isOne();
    assertThat(GRAPHS.scores()).contains(2);
  }

  @Test
  void withoutASuffixNothingIsPredicted() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ClientGraphs.none(2).predict(new double[2])).withMessageContaining("no suffix");
  }

  @Test
  void withoutGraphsTheRowIsTheFeatures() {
    ClientGraphs none = ClientGraphs.none(2);
    assertThat(none.isNone()).isTrue();
    assertThat(none.columns()).extracting(InputColumn::name).containsExactly("x0", "x1");
    assertThat(none.features(FeatureRow.of(0.1, Double.NaN))).containsExactly(0.1, Double.NaN);
    assertThat(none.features(row(1, null))).containsExactly(1, Double.NaN);
    assertThat(none.labels()).isZero();
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> none.features(row(1, "two")), "column x1 takes a number",
        "'two'");
    assertThat(GRAPHS.isNone()).isFalse();
    assertThat(new ClientGraphs(List.of(InputColumn.number("age")), Optional.empty(), Optional.empty()).isNone())
        .isFalse();
  }

  @Test
  void cellsThatAColumnDoesNotTakeAreRefusedByItsName() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> GRAPHS.features(row(1)), "2 columns, not 1");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> GRAPHS.features(row("old", "Bern")), "column age takes a number");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> GRAPHS.features(row(1, 2)), "column town takes text", "2.0");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> GRAPHS.features(row(1, "x".repeat(65537))), "not 65537");
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, names = {"INT64", "BOOL", "DOUBLE"})
  void integersAndTruthValuesAreNothingElse(ElementType type) {
    ClientGraph cast = new ClientGraph(List.of(new ClientGraph.Input("in", type, 1)), Map.of(),
        List.of(new GraphNode(Operator.CAST, List.of("in"), List.of("features"), Map.of("to", new Attribute.Int(11)))),
        List.of("features"));
    ClientGraphs graphs = new ClientGraphs(List.of(InputColumn.number("n")), Optional.of(cast), Optional.empty());
    assertThat(graphs.features(row(1))).containsExactly(1);
    if (type != ElementType.DOUBLE) {
      for (Object bad : new Object[] {0.5, null, Double.POSITIVE_INFINITY}) {
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> graphs.features(row(bad)), "column n takes");
      }
    }
  }

  @Test
  void columnsAndPrefixMustFit() {
    Optional<ClientGraph> none = Optional.empty();
    Optional<ClientGraph> prefix = GRAPHS.prefix();
    refused(List.of(COLUMNS.get(0), COLUMNS.get(0)), none, none, "two columns have the name age");
    refused(COLUMNS, none, none, "column town holds text, and no prefix makes a number of it");
    refused(List.of(COLUMNS.get(1), COLUMNS.get(0)), prefix, none, "column town is a text, and input age");
    refused(COLUMNS.subList(0, 1), prefix, none, "more than the 1 columns");
    refused(List.of(COLUMNS.get(0), COLUMNS.get(1), InputColumn.number("more")), prefix, none, "takes 2 of 3 columns");
    List<InputColumn> two = List.of(InputColumn.number("a"), InputColumn.number("b"));
    refused(two, Optional.of(negative("in", ElementType.FLOAT, "out")), none, "the one output features, not [out]");
    assertRefused(ErrorCode.INVALID_MODEL, () -> InputColumn.number(""), "1 to 1024 characters, not 0");
  }

  @Test
  void aSuffixTakesScoresAndGivesOutputs() {
    Optional<ClientGraph> none = Optional.empty();
    List<InputColumn> columns = ClientGraphs.none(2).columns();
    refused(columns, none, Optional.of(negative("in", ElementType.FLOAT, "outputs")), "the one input scores");
    refused(columns, none, Optional.of(negative("scores", ElementType.INT64, "outputs")), "float or double");
    refused(columns, none, Optional.of(negative("scores", ElementType.FLOAT, "label")), "the outputs outputs and");
    assertThat(new ClientGraphs(columns, none, Optional.of(negative("scores", ElementType.DOUBLE, "outputs")))
        .predict(new double[] {0.1, 2})).isEqualTo(new Prediction(new double[] {-0.1, -2}, -1, ""));
  }

  @Test
  void aRowByNamesTakesEveryColumnAndNoOther() {
    Map<String, Object> cells = new HashMap<>();
    cells.put("town", "Bern");
    cells.put("age", null);
    assertThat(GRAPHS.row(cells)).isEqualTo(row(null, "Bern"));
    cells.put("city", "Bern");
    cells.remove("age");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> GRAPHS.row(cells),
        "no column 'city'", "lacks 'age'", "the columns are 'age', 'town'");
  }

  @Test
  void cellsAreNumbersTextsTruthValuesOrNothing() {
    FeatureRow row = row(1, 2.5f, "text", true, null, new BigDecimal("0.1"), 1L << 53);
    assertThat(row.size()).isEqualTo(7);
    assertThat(row.isText(2)).isTrue();
    assertThat(row.text(2)).isEqualTo("text");
    assertThat(row.text(0)).isEmpty();
    assertThat(row.isMissing(4)).isTrue();
    assertThat(row.isMissing(2)).isFalse();
    assertThat(row.number(3)).isOne();
    assertThat(row.numbers()).containsExactly(1, 2.5, Double.NaN, 1, Double.NaN, 0.1, 0x1p53);
    assertThat(row).hasToString("FeatureRow of 7 cells");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> row((1L << 53) + 1), "cell 0", "no double holds exactly");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> row(List.of()), "cell 0", "not java.util");
  }

  @Test
  void aClientSpecRunsBothGraphs() {
    ClientSpec spec = GraphSpecs.spec();
    assertThat(spec.quantize(GRAPHS.features(row(60, "Bern")))).containsExactly(12, 8, 10, 8);
    assertThat(spec.encode(row(60, "Bern"))).startsWith(12L << 40, 8L << 40, 10L << 40, 8L << 40, 0);
    assertThat(spec.predict(new long[] {2, 20})).isEqualTo(GRAPHS.predict(new double[] {2, 4}));
    assertRefused(ErrorCode.INVALID_MODEL, () -> Specs.linear().withGraphs(GRAPHS), "3 features, not the 4");
    ClientGraphs suffix = new ClientGraphs(ClientGraphs.none(3).columns(), Optional.empty(), GRAPHS.suffix());
    assertRefused(ErrorCode.INVALID_MODEL, () -> Specs.linear().withGraphs(suffix), "2 scores, the model has 1");
  }

  @Test
  void everythingInGraphsIsInTheFingerprint() {
    ClientSpec spec = GraphSpecs.spec();
    List<ClientGraphs> others = List.of(
        new ClientGraphs(List.of(InputColumn.number("years"), COLUMNS.get(1)), GRAPHS.prefix(), GRAPHS.suffix()),
        new ClientGraphs(COLUMNS, GRAPHS.prefix(), Optional.empty()));
    assertThat(spec.fingerprint()).isEqualTo(GraphSpecs.spec().fingerprint());
    for (ClientGraphs other : others) {
      assertThat(spec.withGraphs(other).fingerprint()).isNotEqualTo(spec.fingerprint());
    }
    assertThat(Specs.linear().withGraphs(ClientGraphs.none(3)).fingerprint()).isEqualTo(Specs.linear().fingerprint());
  }

  @Test
  void aPipelineIsTheFloatModelBetweenItsGraphs() {
    LinearModel core = new LinearModel(new double[][] {{1, 0, 0, 0}, {0, 0, 2, 0}}, new double[] {0, 0},
        Task.regression());
    Pipeline pipeline = new Pipeline(GRAPHS, core);
    assertThat(pipeline.predict(row(30, "Bern")).label()).isEqualTo("yes");
    assertThat(pipeline.predict(row(70, "Bern")).label()).isEqualTo("no");
    assertThat(Pipeline.of(core).predict(FeatureRow.of(3, 0, 1, 0)).outputs()).containsExactly(3, 2);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Pipeline(ClientGraphs.none(3), core), "3 features", "takes 4");
  }
}
