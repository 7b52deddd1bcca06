package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  private static final Parameters P = TestObjects.tiny();

  private static SparseMap zeros(int columns, int rows) {
    return new SparseMap(columns, new int[rows + 1], new int[0], new long[0], new long[rows]);
  }

  private static Node extract(int rows) {
    return new Node.Extract(zeros(256, rows));
  }

  private static Node lookup(int n, int... inputs) {
    double[] margins = new double[inputs.length];
    Arrays.fill(margins, 0.25);
    return new Node.Lookup(inputs, new int[inputs.length], margins, LookupTables.of(n, new long[1][2][1]));
  }

  private static Circuit circuit(List<Node> nodes, int... outputs) {
    return new Circuit(P, 1, nodes, outputs, 64);
  }

  @Test
  void wiresAreNumberedInTheOrderOfTheNodes() {
    Circuit circuit = circuit(
        List.of(extract(3), lookup(256, 0, 2), new Node.Linear(zeros(7, 1)), lookup(256, 7)), 8, 9);
    assertThat(circuit.wires()).isEqualTo(3 + 4 + 1 + 2);
    assertThat(circuit.bootstraps()).isEqualTo(3);
    assertThat(circuit.depth()).isEqualTo(2);
    assertThat(circuit.keyParts()).isEqualTo(KeyPart.FOR_BOOTSTRAPS);
    assertThat(circuit.outputs()).containsExactly(8, 9);
    assertThat(circuit.parameters()).isEqualTo(P);
    assertThat(circuit).hasToString("Circuit[1 inputs, 4 nodes, 3 bootstraps, 2 outputs, insecure-tiny]");
  }

  @Test
  void aCircuitWithoutLookUpsNeedsNoEvaluationKey() {
    assertThat(circuit(List.of(extract(1)), 0).keyParts()).isEmpty();
    assertThat(circuit(List.of(extract(1)), 0).depth()).isZero();
  }

  @Test
  void aCircuitCannotBeChanged() {
    List<Node> nodes = new ArrayList<>(List.of(extract(1)));
    int[] outputs = {0};
    Circuit circuit = new Circuit(P, 1, nodes, outputs, 64);
    nodes.add(extract(1));
    outputs[0] = 5;
    circuit.outputs()[0] = 5;
    assertThat(circuit).isEqualTo(circuit(List.of(extract(1)), 0));
    assertThatThrownBy(() -> circuit.nodes().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void circuitsDifferInEachPart() {
    Circuit circuit = circuit(List.of(extract(2)), 0);
    assertThat(circuit).hasSameHashCodeAs(circuit(List.of(extract(2)), 0))
        .isNotEqualTo(circuit(List.of(extract(2)), 1))
        .isNotEqualTo(circuit(List.of(extract(3)), 0))
        .isNotEqualTo(new Circuit(P, 1, List.of(extract(2)), new int[] {0}, 32))
        .isNotEqualTo(new Circuit(P, 2, List.of(new Node.Extract(zeros(512, 2))), new int[] {0}, 64))
        .isNotEqualTo("circuit");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aNumberOfInputsOutOfRangeIsRefused(int inputs) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Circuit(P, inputs, List.of(extract(1)), new int[] {0}, 64),
        "1 to 1024 GLWE ciphertexts, not " + inputs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 65, -64})
  void anAnswerWithOtherWordsIsRefused(int bits) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Circuit(P, 1, List.of(extract(1)), new int[] {0}, bits),
        "not " + bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 257, 512})
  void anExtractionOfAnotherSizeIsRefused(int columns) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(new Node.Extract(zeros(columns, 1))), 0),
        columns + " coefficients where the query has 256");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aLinearMapThatDoesNotReadAllWiresBeforeItIsRefused(int columns) {
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> circuit(List.of(extract(2), new Node.Linear(zeros(columns, 1))), 0),
        columns + " wires where there are 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 3, Integer.MAX_VALUE})
  void aLookUpOfAWireThatDoesNotExistYetIsRefused(int wire) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(extract(2), lookup(256, wire)), 0), "wire " + wire);
  }

  @Test
  void tablesOfAnotherSizeAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(extract(2), lookup(512, 0)), 0),
        "tables of 512 coefficients where the parameters have 256");
  }

  @Test
  void anExtendedSetHasLongerTablesOverTheSameQuery() {
    Parameters twice = Parameters.builder("insecure-extended")
        .glweKey(1, 256, P.glweNoise()).lweKey(1, P.lweNoise()).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1)
        .extensionLog2(1).buildInsecureForTests();
    assertThat(new Circuit(twice, 1, List.of(extract(2), lookup(512, 0)), new int[] {2}, 64).bootstraps()).isEqualTo(1);
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Circuit(twice, 1, List.of(extract(2), lookup(256, 0)), new int[] {2}, 64),
        "tables of 256 coefficients where the parameters have 512");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
  void anOutputThatDoesNotExistIsRefused(int wire) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(extract(2)), wire), "output wire " + wire);
  }

  @Test
  void aCircuitWithoutOutputsOrNodesIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(extract(2))), "1 to 65536 outputs, not 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(), 0), "output wire 0 does not exist");
  }

  @Test
  void moreWiresThanACircuitMayHaveAreRefused() {
    Node half = extract(Circuit.MAX_WIRES / 2);
    assertThat(circuit(List.of(half, half), 0).wires()).isEqualTo(Circuit.MAX_WIRES);
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(half, half, extract(1)), 0), "at most 1048576 wires");
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(Collections.nCopies(5000, half), 0), "at most 1048576 wires");
  }

  @Test
  void anAnswerThatCouldNotBeSentIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> circuit(List.of(extract(1)), new int[65537]), "not 65537");
    Parameters big = Parameters.builder("insecure-big")
        .glweKey(1, 65536, P.glweNoise()).lweKey(1, P.lweNoise()).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1)
        .buildInsecureForTests();
    Node wire = new Node.Extract(zeros(65536, 1));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Circuit(big, 1, List.of(wire), new int[65536], 64), "too long");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Circuit(big, 1, List.of(wire, lookup(65536, new int[16384])), new int[1], 64), "split the node");
    assertThat(new Circuit(big, 1, List.of(wire, lookup(65536, new int[16383])), new int[1], 64).bootstraps())
        .isEqualTo(16383);
  }
}
