package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.LevelledObjects;
import dev.nightjar.api.Refusals;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedBits;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelledCircuitTest {
  private static final Parameters P = LevelledObjects.P;
  private static final Node EXPAND = new Node.Expand(3);
  private static final Node EVALUATE = new Node.Evaluate(table(), new int[] {0, 1, 2});

  /** The number that three bits say, times 2^58, at coefficient 0, and 2^60 less of it at coefficient 1. */
  private static Diagram table() {
    DiagramBuilder builder = Diagram.builder(2048, 3);
    long[] words = IntStream.range(0, 16).mapToLong(i -> i % 2 == 0 ? i / 2L << 58 : (i / 2L << 58) - (1L << 60))
        .toArray();
    int value = builder.table(words);
    for (int bit = 0; bit < 3; bit++) {
      value = builder.rotate(bit, value, 2 << bit);
    }
    builder.output(value);
    return builder.build();
  }

  private static Circuit circuit(List<Node> nodes, int... outputs) {
    return new Circuit(P, 1, nodes, outputs, 64);
  }

  private static long[] plaintext(int number) {
    PackedBits bits = PackedBits.of(P);
    long[] words = new long[2048];
    for (int slot = 0; slot < 9; slot++) {
      words[bits.index(slot, 2048)] = (number >> slot / 3 & 1L) << bits.wordLog2(slot);
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aTableGivesTheEntryThatTheBitsSay(int number) {
    Circuit circuit = circuit(List.of(EXPAND, EVALUATE, new Node.SampleExtract(new int[] {3, 3}, new int[] {1, 0})), 5,
        4);

    assertThat(ClearEvaluator.run(circuit, plaintext(number)))
        .containsExactly((long) number << 58, ((long) number << 58) - (1L << 60));
  }

  @Test
  void bitsOfADiagramAreAnyWires() {
    Circuit circuit = circuit(List.of(EXPAND, new Node.Evaluate(table(), new int[] {2, 2, 0}),
        new Node.SampleExtract(new int[] {3}, new int[1])), 4);

    assertThat(ClearEvaluator.run(circuit, plaintext(0b100))).containsExactly(3L << 58);
    assertThat(ClearEvaluator.run(circuit, plaintext(0b011))).containsExactly(4L << 58);
  }

  @Test
  void wiresHaveTheirKindsAndAKeyHasTheirParts() {
    Circuit circuit = circuit(List.of(EXPAND, EVALUATE, new Node.SampleExtract(new int[] {3}, new int[1])), 4);

    assertThat(IntStream.range(0, 5).mapToObj(circuit::type)).extracting(WireType::toString).containsExactly(
        "GGSW under NJL1_P", "GGSW under NJL1_P", "GGSW under NJL1_P", "GLWE under NJL1_P", "LWE under NJL1_P");
    assertThat(IntStream.range(0, 5).mapToObj(circuit::type)).extracting(WireType::words)
        .containsExactly(5 * 4096, 5 * 4096, 5 * 4096, 4096, 2049);
    assertThat(circuit.keyParts()).isEqualTo(KeyPart.FOR_LEVELLED);
    assertThat(circuit.bootstraps()).isZero();
    assertThat(circuit.depth()).isZero();
  }

  @Test
  void anOutputFailsAsOftenAsTheNoiseOfItsDiagramSays() {
    Circuit circuit = circuit(List.of(EXPAND, EVALUATE, new Node.SampleExtract(new int[] {3, 3}, new int[] {0, 1})), 4,
        5);
    double variance = 2 * LevelledNoise.externalProduct(P) + LevelledNoise.trivialProduct(P, 30);
    double one = NoiseModel.failureLog2OfDecision(1.0 / 128, variance);

    FailureAnalysis failure = FailureAnalysis.of(circuit, new double[] {1.0 / 128, 1.0 / 128});
    assertThat(failure.worstOutputFailureLog2()).isCloseTo(one, within(1e-6));
    assertThat(failure.failureLog2()).isCloseTo(one + 1, within(1e-6));
    assertThat(failure.worstLookupFailureLog2()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** The key is ternary: two thirds of its coefficients meet the rounding of a mask word. */
  @Test
  void theRoundingOfAnAnswerCountsForATernaryKey() {
    assertThat(NoiseModel.replyRoundingVariance(P, 16))
        .isCloseTo((1 + 2048 * 2 / 3.0) / 12 * Math.scalb(1.0, -32), within(1e-14));
  }

  /** Whatever the two coefficients have in common. */
  @Test
  void deviationsOfWhatIsExtractedFromDiagramsAreAdded() {
    SparseMap sum = new SparseMap(6, new int[] {0, 2}, new int[] {4, 5}, new long[] {1, -2}, new long[1]);
    Circuit circuit = circuit(List.of(EXPAND, EVALUATE,
        new Node.SampleExtract(new int[] {3, 3}, new int[] {0, 1}), new Node.Linear(sum)), 6);
    double variance = 2 * LevelledNoise.externalProduct(P) + LevelledNoise.trivialProduct(P, 30);

    assertThat(FailureAnalysis.of(circuit, new double[] {1.0 / 128}).failureLog2())
        .isCloseTo(NoiseModel.failureLog2OfDecision(1.0 / 128, 9 * variance), within(1e-6));
  }

  /** Words of the last row of the body's decomposition are exact; half of that is off by itself, whatever the noise. */
  @Test
  void whatTheDecompositionRoundsOffIsTakenOffTheMargin() {
    DiagramBuilder builder = Diagram.builder(2048, 1);
    builder.output(builder.select(0, builder.constant(0), builder.constant(1L << 49)));
    Circuit circuit = circuit(List.of(new Node.Expand(1), new Node.Evaluate(builder.build(), new int[1]),
        new Node.SampleExtract(new int[] {1}, new int[1])), 2);

    assertThat(FailureAnalysis.of(circuit, new double[] {Math.scalb(1.0, -14)}).failureLog2()).isCloseTo(
        NoiseModel.failureLog2OfDecision(Math.scalb(1.0, -15), LevelledNoise.trivialProduct(P, 1)), within(1e-6));
    assertThat(FailureAnalysis.of(circuit, new double[] {Math.scalb(1.0, -15)}).failureLog2()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Diagram.MAX_BITS + 1})
  void anExpansionOfNoBitsOrTooManyIsRefused(int bits) {
    refused(() -> new Node.Expand(bits), "not " + bits);
  }

  @Test
  void anExpansionNeedsALevelledSetAndAQueryThatHoldsItsBits() {
    Parameters bootstrapped = ParameterCatalogue.linear();
    refused(() -> new Circuit(bootstrapped, 1, List.of(EXPAND), new int[] {0}, 64), "NJ1_M4_P128");
    refused(() -> new Circuit(P, 2, List.of(EXPAND), new int[] {0}, 64), "from 1 GLWE", "has 2");
    refused(() -> circuit(List.of(new Node.Expand(86)), 0), "from 2 GLWE");
    refused(() -> circuit(List.of(EXPAND, EXPAND), 0), "once");
  }

  @Test
  void nodesThatReadOtherKindsOfWiresAreRefused() {
    LookupTables tables = LookupTables.of(2048, new long[][][] {{{1, 2}}});
    Node linear = new Node.Linear(new SparseMap(3, new int[] {0, 1}, new int[1], new long[] {1}, new long[1]));
    Node constant = new Node.Linear(new SparseMap(4, new int[] {0, 0}, new int[0], new long[0], new long[1]));

    refused(() -> circuit(List.of(EXPAND, linear), 3), "a linear map reads LWE wires, not GGSW under NJL1_P");
    refused(() -> circuit(List.of(EXPAND, new Node.Lookup(new int[1], new int[1], new double[] {0.1}, tables)), 3),
        "a look-up node reads LWE wires");
    refused(() -> circuit(List.of(EXPAND, new Node.SampleExtract(new int[] {0}, new int[1])), 3),
        "a sample extraction reads GLWE wires");
    refused(() -> circuit(List.of(EXPAND, EVALUATE, new Node.Evaluate(table(), new int[] {3, 3, 3})), 3),
        "a diagram reads GGSW wires, not GLWE");
    refused(() -> circuit(List.of(EXPAND, EVALUATE, new Node.Evaluate(table(), new int[] {0, 1, 3})), 3), "one type");
    refused(() -> circuit(List.of(EXPAND), 0), "outputs are GGSW");
    refused(() -> circuit(List.of(EXPAND, EVALUATE), 3), "outputs are GLWE");
    refused(() -> circuit(List.of(EXPAND, EVALUATE, constant,
        new Node.Lookup(new int[] {4}, new int[1], new double[] {0.1}, tables)), 5), "a levelled set, cannot");
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "3, 3", "2147483647, 2147483647"})
  void wiresThatAreNotThereAreRefused(int wire, String shown) {
    refused(() -> circuit(List.of(EXPAND, new Node.Evaluate(table(), new int[] {0, 1, wire})), 3), "wire " + shown);
    refused(() -> circuit(List.of(EXPAND, new Node.SampleExtract(new int[] {wire}, new int[1])), 3), "wire " + shown);
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    refused(() -> new Node.Evaluate(table(), new int[2]), "3 bits is given 2");
    refused(() -> new Node.SampleExtract(new int[0], new int[0]), "at least one");
    refused(() -> new Node.SampleExtract(new int[2], new int[1]), "2 wires have 1");
    for (int bad : new int[] {-1, 2048}) {
      refused(() -> circuit(List.of(EXPAND, EVALUATE, new Node.SampleExtract(new int[] {3}, new int[] {bad})), 4),
          "coefficient " + bad);
    }
    DiagramBuilder small = Diagram.builder(1024, 3);
    small.output(small.constant(1));
    refused(() -> circuit(List.of(EXPAND, new Node.Evaluate(small.build(), new int[] {0, 1, 2})), 3), "1024", "2048");
  }

  @Test
  void nodesAreEqualByWhatTheySay() {
    assertThat(EVALUATE).isEqualTo(new Node.Evaluate(table(), new int[] {0, 1, 2}))
        .hasSameHashCodeAs(new Node.Evaluate(table(), new int[] {0, 1, 2}))
        .isNotEqualTo(new Node.Evaluate(table(), new int[] {0, 1, 1}));
    assertThat(new Node.SampleExtract(new int[] {1}, new int[] {2}))
        .isEqualTo(new Node.SampleExtract(new int[] {1}, new int[] {2}))
        .hasSameHashCodeAs(new Node.SampleExtract(new int[] {1}, new int[] {2}))
        .isNotEqualTo(new Node.SampleExtract(new int[] {1}, new int[] {3}))
        .isNotEqualTo(new Node.SampleExtract(new int[] {0}, new int[] {2}));
  }

  private static void refused(ThrowingCallable call, String... words) {
    Refusals.assertRefused(ErrorCode.INVALID_MODEL, call, words);
  }
}
