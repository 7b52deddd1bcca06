package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTypeTest {
  private static final Parameters TINY = TestObjects.tiny();
  private static final Parameters TALL = TestObjects.tall();

  /** Wires 0 and 1 are of one set, wires 2 and 3 of another, as after a node that changes the set. */
  private static final List<WireType> WIRES =
      List.of(WireType.lwe(TINY), WireType.lwe(TINY), WireType.lwe(TALL), WireType.lwe(TALL));

  private static Node.Lookup lookup(int size, int... inputs) {
    double[] margins = new double[inputs.length];
    Arrays.fill(margins, 0.25);
    return new Node.Lookup(inputs, new int[inputs.length], margins, LookupTables.of(size, new long[1][2][1]));
  }

  private static Node.Linear linear(int[]... rows) {
    SparseMap.Builder map = SparseMap.builder(WIRES.size());
    for (int[] columns : rows) {
      map.row(columns, Arrays.stream(columns).mapToLong(c -> 1).toArray(), 0);
    }
    return new Node.Linear(map.build());
  }

  @Test
  void aTypeKnowsTheWordsOfACiphertext() {
    assertThat(WireType.lwe(TINY).words()).isEqualTo(257);
    assertThat(WireType.lwe(TALL).words()).isEqualTo(513);
    assertThat(WireType.lwe(TALL)).hasToString("LWE under insecure-tall")
        .isEqualTo(new WireType(WireType.Kind.LWE, TALL)).isNotEqualTo(WireType.lwe(TINY));
    assertThatNullPointerException().isThrownBy(() -> new WireType(null, TINY));
    assertThatNullPointerException().isThrownBy(() -> WireType.lwe(null));
  }

  @Test
  void anExtractionGivesCiphertextsOfTheQuerysSet() {
    SparseMap map = new SparseMap(512, new int[3], new int[0], new long[0], new long[2]);
    assertThat(new Node.Extract(map).types(TALL, WIRES::get)).containsExactly(WireType.lwe(TALL), WireType.lwe(TALL));
  }

  @Test
  void aSumIsOfTheTypeOfItsTermsAndAConstantOfTheQuerysSet() {
    assertThat(linear(new int[] {0, 1}, new int[] {3}, new int[0]).types(TINY, WIRES::get))
        .containsExactly(WireType.lwe(TINY), WireType.lwe(TALL), WireType.lwe(TINY));
  }

  @Test
  void aSumOfDifferentTypesIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> linear(new int[] {2, 3}, new int[] {1, 3}).types(TINY, WIRES::get),
        "row 1 of a linear map reads wire 1, LWE under insecure-tiny, and wire 3, LWE under insecure-tall");
  }

  @Test
  void lookUpsAreUnderTheSetOfTheirInputsWhateverTheQuerysIs() {
    assertThat(lookup(256, 3, 2).types(TINY, WIRES::get)).hasSize(4).containsOnly(WireType.lwe(TALL));
    assertThat(lookup(256, 0).types(TALL, WIRES::get)).hasSize(2).containsOnly(WireType.lwe(TINY));
  }

  @Test
  void lookUpsOfDifferentTypesInOneBatchAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> lookup(256, 0, 1, 2).types(TINY, WIRES::get),
        "a look-up node reads wire 0, LWE under insecure-tiny, and wire 2, LWE under insecure-tall");
  }

  @Test
  void tablesMustHaveTheSizeOfTheInputsSet() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> lookup(512, 2).types(TINY, WIRES::get),
        "tables of 512 coefficients where the parameters have 256");
  }

  @Test
  void aCircuitKnowsTheTypeOfEachWire() {
    Circuit circuit = TestObjects.mixedCircuit();
    for (int wire = 0; wire < circuit.wires(); wire++) {
      assertThat(circuit.type(wire)).isEqualTo(WireType.lwe(circuit.parameters())).isEqualTo(circuit.answerType());
    }
    assertThatThrownBy(() -> circuit.type(circuit.wires())).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
