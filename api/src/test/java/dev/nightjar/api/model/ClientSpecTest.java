package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSpecTest {
  private static final Parameters P = TestObjects.secure();
  private static final Task REGRESSION = Task.regression();

  /** One spec and the means to change one thing of it. */
  private static final class Draft {
    private String model = "demo";
    private String kind = "linear";
    private List<FeatureQuantizer> quantizers = new ArrayList<>(List.of(
        new FeatureQuantizer.Uniform(0, 1, 16), new FeatureQuantizer.Thresholds(new double[] {0.5})));
    private InputLayout layout =
        new InputLayout.Integers(50, new int[] {1, 0});
    private List<ResultSpec> results =
        new ArrayList<>(List.of(new ResultSpec(50, true, 0, 0.5), new ResultSpec(50, true, 1, 2)));
    private double[] offsets = {1, 10};
    private Task task = REGRESSION;
    private Set<KeyPart> keyParts = Set.of();

    ClientSpec spec() {
      return new ClientSpec(model, kind, P, keyParts, quantizers, layout, results, offsets, task);
    }
  }

  private static void refused(ErrorCode code, Consumer<Draft> change, String... words) {
    Draft draft = new Draft();
    change.accept(draft);
    assertRefused(code, draft::spec, words);
  }

  @Test
  void aRowIsQuantisedAndLaidOut() {
    ClientSpec spec = new Draft().spec();
    assertThat(spec.features()).isEqualTo(2);
    assertThat(spec.ciphertexts()).isEqualTo(1);
    assertThat(spec.quantize(new double[] {3.2, 0.7})).containsExactly(3, 1);
    assertThat(spec.encode(new double[] {3.2, 0.7})).hasSize(512).startsWith(1L << 50, 3L << 50, 0);
  }

  @Test
  void valuesOutsideOfTheCalibratedRangeAreNamedWhereThereIsARange() {
    ClientSpec spec = new Draft().spec();
    assertThat(spec.outside(FeatureRow.of(15.4, 1e9))).isEmpty();
    assertThat(spec.outside(FeatureRow.of(15.6, 0))).containsExactly("column x0");
    assertThat(spec.outside(FeatureRow.of(-0.6, 0))).containsExactly("column x0");
    Draft unused = new Draft();
    unused.layout = new InputLayout.Integers(50, new int[] {1});
    assertThat(unused.spec().outside(FeatureRow.of(99, 0))).isEmpty();
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> spec.outside(FeatureRow.of(1)), "2 columns");
  }

  @Test
  void anAnswerIsReadScaledAndAddedToTheOffsets() {
    ClientSpec spec = new Draft().spec();
    long[] phases = {(6L << 50) + 12345, (-3L << 50) - 999};
    assertThat(spec.integers(phases)).containsExactly(6, -3);
    assertThat(spec.scores(new long[] {6, -3})).containsExactly(1 + 3, 10 - 6);
    assertThat(spec.decode(phases)).isEqualTo(new Prediction(new double[] {4, 4}, -1, ""));
    assertThat(spec.outputMargins()).containsExactly(0x1p-15, 0x1p-15);
  }

  @Test
  void severalCiphertextsMayAddToOneScore() {
    Draft draft = new Draft();
    draft.results = List.of(new ResultSpec(50, true, 1, 1), new ResultSpec(50, true, 1, 16));
    assertThat(draft.spec().scores(new long[] {3, 2})).containsExactly(1, 10 + 3 + 32);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aRowOrAnAnswerOfAnotherLengthIsRefused(int length) {
    ClientSpec spec = new Draft().spec();
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> spec.encode(new double[length]), "2 features, not " + length);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> spec.integers(new long[length]), "2 ciphertexts, not " + length);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> spec.scores(new long[length]), "2 ciphertexts, not " + length);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> spec.decode(new long[length]), "2 ciphertexts, not " + length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a..b", ".a", "-a", "_a", "a/b", "a\\b", "a b", "a\n", "a\0", "é", "a%2e", "ａ",
      "a123456789012345678901234567890123456789012345678901234567890123+"})
  void aNameThatCouldBeAPathOrWorseIsRefused(String name) {
    refused(ErrorCode.INVALID_NAME, d -> d.model = name, "1 to 64 letters");
  }

  @Test
  void namesThatAreAllowedAreTaken() {
    for (String name : new String[] {"a", "9", "spam-tree_v1.2", "a".repeat(64)}) {
      assertThat(new ModelName(name).value()).isEqualTo(name);
    }
    assertRefused(ErrorCode.INVALID_NAME, () -> new ModelName("a".repeat(65)));
    assertRefused(ErrorCode.INVALID_NAME, () -> new ModelName(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a_b", "é", "a23456789012345678901234567890123"})
  void aKindThatIsNoKindIsRefused(String kind) {
    refused(ErrorCode.INVALID_MODEL, d -> d.kind = kind, "a kind has");
  }

  @Test
  void everyPartMustFitTheOthers() {
    refused(ErrorCode.INVALID_MODEL, d -> d.layout = new InputLayout.Integers(50, new int[] {2}),
        "feature 2 of 2");
    refused(ErrorCode.INVALID_MODEL, d -> d.quantizers = List.of(), "of 0");
    refused(ErrorCode.INVALID_MODEL, d -> d.layout = new InputLayout.Integers(50,
        new int[1024 * 512 + 1]), "more than 1024 ciphertexts");
    refused(ErrorCode.INVALID_MODEL, d -> d.results = List.of(), "1 to 65536 ciphertexts, not 0");
    refused(ErrorCode.INVALID_MODEL, d -> d.results = Collections.nCopies(65537, d.results.get(0)), "not 65537");
    refused(ErrorCode.INVALID_MODEL, d -> d.results = List.of(new ResultSpec(50, true, 2, 1)), "score 2 of 2");
    refused(ErrorCode.INVALID_MODEL, d -> d.offsets = new double[] {1, Double.NaN}, "start from NaN");
    refused(ErrorCode.INVALID_MODEL, d -> d.offsets = new double[] {Double.NEGATIVE_INFINITY, 1}, "-Infinity");
  }

  @Test
  void theTaskMustFitTheScores() {
    refused(ErrorCode.INVALID_MODEL, d -> d.task = new Task(Task.Link.COMPLEMENT, List.of("a", "b")), "has 1 scores");
    refused(ErrorCode.INVALID_MODEL, d -> d.task = new Task(Task.Link.LOGISTIC, List.of("a", "b")), "has 1 scores");
    refused(ErrorCode.INVALID_MODEL, d -> d.task = new Task(Task.Link.SOFTMAX, List.of("a", "b", "c")), "has 3 scores");
    refused(ErrorCode.INVALID_MODEL, d -> d.task = new Task(Task.Link.IDENTITY, List.of("a", "b", "c")),
        "has 3 scores");
  }

  @Test
  void nothingMayBeMissing() {
    Draft d = new Draft();
    assertThatNullPointerException().isThrownBy(
        () -> new ClientSpec("m", null, P, Set.of(), d.quantizers, d.layout, d.results, d.offsets, d.task));
    assertThatNullPointerException().isThrownBy(
        () -> new ClientSpec("m", "k", null, Set.of(), d.quantizers, d.layout, d.results, d.offsets, d.task));
    assertThatNullPointerException().isThrownBy(
        () -> new ClientSpec("m", "k", P, Set.of(), d.quantizers, null, d.results, d.offsets, d.task));
    assertThatNullPointerException().isThrownBy(
        () -> new ClientSpec("m", "k", P, Set.of(), d.quantizers, d.layout, d.results, d.offsets, null));
  }

  @Test
  void aSpecCannotBeChanged() {
    Draft draft = new Draft();
    ClientSpec spec = draft.spec();
    draft.quantizers.clear();
    draft.results.clear();
    draft.offsets[0] = 99;
    spec.offsets()[0] = 99;
    assertThat(spec).isEqualTo(new Draft().spec()).hasSameHashCodeAs(new Draft().spec());
  }

  @Test
  void specsDifferInEachPart() {
    ClientSpec spec = new Draft().spec();
    List<Consumer<Draft>> changes = List.of(d -> d.model = "other", d -> d.kind = "tree",
        d -> d.keyParts = KeyPart.FOR_BOOTSTRAPS, d -> d.quantizers.set(0, new FeatureQuantizer.Uniform(0, 1, 17)),
        d -> d.layout = new InputLayout.Integers(51, new int[] {1, 0}),
        d -> d.results.set(0, new ResultSpec(50, false, 0, 0.5)), d -> d.offsets[1] = 11,
        d -> d.task = new Task(Task.Link.SOFTMAX, List.of("a", "b")));
    for (Consumer<Draft> change : changes) {
      Draft draft = new Draft();
      change.accept(draft);
      assertThat(draft.spec()).isNotEqualTo(spec);
      assertThat(draft.spec().fingerprint()).isNotEqualTo(spec.fingerprint());
    }
    assertThat(spec).isNotEqualTo("spec");
    assertThat(new Draft().spec().fingerprint()).isEqualTo(spec.fingerprint());
  }

  /** The bytes of docs/wire-format.md, written out by hand: a fingerprint that has been sent once never changes. */
  @Test
  void theFingerprintIsTakenOverTheDocumentedBytes() {
    ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    for (String text : new String[] {"nightjar-client/1", "demo", "linear", P.canonical()}) {
      text(b, text);
    }
    b.putInt(0);
    b.putInt(2).putInt(1).putDouble(0).putDouble(1).putInt(16).putInt(2).putInt(1).putDouble(0.5);
    text(b, "integer");
    b.putInt(50).putInt(2).putInt(1).putInt(0).putInt(0);
    b.putInt(2).putInt(50).putInt(1).putInt(0).putDouble(0.5).putInt(50).putInt(1).putInt(1).putDouble(2);
    b.putInt(2).putDouble(1).putDouble(10);
    text(b, "identity");
    b.putInt(0);
    assertThat(new Draft().spec().fingerprint()).isEqualTo(Digest128.of(Arrays.copyOf(b.array(), b.position())));
  }

  @Test
  void theFingerprintCoversThermometersKeyPartsAndLabels() {
    assertThat(Specs.tree().fingerprint()).hasToString("35974b942f4a77aa1d758cc5720080f2");
    assertThat(Specs.linear().fingerprint()).hasToString("e2c95c6b7917c622dd3d13d025ed2ddb");
  }

  private static void text(ByteBuffer b, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    b.putInt(utf8.length).put(utf8);
  }

  private static Circuit circuit(int inputs, int outputs) {
    SparseMap swap = new SparseMap(512 * inputs, new int[] {0, 1, 2}, new int[] {1, 0}, new long[] {2, 1}, new long[2]);
    return new Circuit(P, inputs, List.of(new Node.Extract(swap)),
        IntStream.range(0, outputs).toArray(), 64);
  }

  @Test
  void theTwoHalvesOfAModelGiveItsClearPrediction() {
    CompiledModel model = new CompiledModel(new Draft().spec(), circuit(1, 2), List.of(Map.entry("a", "b")));
    assertThat(model.clearIntegers(new double[] {3.2, 0.7})).containsExactly(6, 1);
    assertThat(model.clearPrediction(new double[] {3.2, 0.7}).outputs()).containsExactly(1 + 3, 10 + 2);
    assertThat(model.failure().failureLog2()).isLessThan(-128);
    assertThat(model.notes()).containsExactly(Map.entry("a", "b"));
    assertThat(model.strategy()).isEqualTo(Strategy.KEYLESS);
    assertThat(model.withStrategy("mine").withNotes(List.of()).withClient(model.client()).hidden(-64))
        .hasValueSatisfying(hidden -> assertThat(hidden.strategy()).isEqualTo("mine"));
  }

  @Test
  void halvesThatDoNotFitEachOtherAreRefused() {
    ClientSpec spec = new Draft().spec();
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompiledModel(spec, circuit(2, 2), List.of()));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompiledModel(spec, circuit(1, 1), List.of()));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompiledModel(spec, TestObjects.mixedCircuit(), List.of()));
    Draft needsKey = new Draft();
    needsKey.keyParts = KeyPart.FOR_BOOTSTRAPS;
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompiledModel(needsKey.spec(), circuit(1, 2), List.of()));
  }
}
