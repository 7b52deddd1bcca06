package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClearEvaluatorTest {
  private static final Parameters P = TestObjects.tiny();
  private static final long EIGHTH = 1L << 61;

  private static long[] plaintext(long... first) {
    return Arrays.copyOf(first, 256);
  }

  @Test
  void aLinearCircuitIsItsMap() {
    long delta = 1L << 40;
    assertThat(ClearEvaluator.run(TestObjects.linearCircuit(),
        Arrays.copyOf(new long[] {2 * delta, 3 * delta, 5 * delta}, 512)))
        .containsExactly((6 - 15 + 35) * delta - (1L << 50));
  }

  /** x AND y for bits at 1/8: their sum lies in box 2 exactly when both are set. */
  @ParameterizedTest
  @CsvSource({"0,0,0", "0,1,0", "1,0,0", "1,1,1"})
  void anAndGateOfOneLookUp(int x, int y, int expected) {
    SparseMap sum = new SparseMap(256, new int[] {0, 2}, new int[] {0, 1}, new long[] {1, 1}, new long[] {0});
    LookupTables and = LookupTables.of(256, new long[][][] {{{0, 0, EIGHTH, 0}}});
    Circuit circuit = new Circuit(P, 1, List.of(new Node.Extract(sum),
        new Node.Lookup(new int[] {0}, new int[] {0}, new double[] {1.0 / 16}, and)), new int[] {1}, 64);
    assertThat(ClearEvaluator.run(circuit, plaintext(x * EIGHTH, y * EIGHTH))).containsExactly(expected * EIGHTH);
  }

  /** Two tables, two outputs, a map over all wires and outputs in any order. */
  @Test
  void everyKindOfNodeByHand() {
    SparseMap extract = new SparseMap(256, new int[] {0, 1, 2}, new int[] {3, 255}, new long[] {1, 2},
        new long[] {0, 1});
    LookupTables tables = LookupTables.of(256, new long[][][] {{{100, 101}, {200, 201}}, {{300, 301}, {400, 401}}});
    SparseMap linear = new SparseMap(6, new int[] {0, 3}, new int[] {0, 2, 5}, new long[] {1, 10, -1}, new long[] {7});
    Circuit circuit = new Circuit(P, 1, List.of(new Node.Extract(extract),
        new Node.Lookup(new int[] {1, 0}, new int[] {0, 1}, new double[] {0.1, 0.1}, tables),
        new Node.Linear(linear)), new int[] {6, 5, 0, 6}, 64);
    long[] plaintext = new long[256];
    plaintext[3] = 2 * EIGHTH;
    plaintext[255] = EIGHTH * 2;
    // Wires: 2/8, 4/8 + 1, then table 0 of 4/8 (box 0 negated), then table 1 of 2/8 (box 1).
    assertThat(ClearEvaluator.wires(circuit, plaintext)).containsExactly(2 * EIGHTH, 4 * EIGHTH + 1, -100, -200, 301,
        401, 2 * EIGHTH - 1000 - 401 + 7);
    assertThat(ClearEvaluator.run(circuit, plaintext)).containsExactly(2 * EIGHTH - 1000 - 401 + 7, 401, 2 * EIGHTH,
        2 * EIGHTH - 1000 - 401 + 7);
  }

  @Test
  void theSecondCiphertextFollowsTheFirst() {
    SparseMap map = new SparseMap(512, new int[] {0, 2}, new int[] {1, 257}, new long[] {1, 1}, new long[] {0});
    Circuit circuit = new Circuit(P, 2, List.of(new Node.Extract(map)), new int[] {0}, 64);
    long[] plaintext = new long[512];
    plaintext[1] = 3;
    plaintext[257] = 4;
    assertThat(ClearEvaluator.run(circuit, plaintext)).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 511, 513})
  void aPlaintextOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> ClearEvaluator.run(TestObjects.linearCircuit(), new long[length]), "512 coefficients, not " + length);
  }
}
