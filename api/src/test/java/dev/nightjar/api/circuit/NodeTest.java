package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.engine.LookupTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
  private static final LookupTables TABLES = LookupTables.of(256, new long[2][4][2]);

  private static Node.Lookup lookup() {
    return new Node.Lookup(new int[] {5, 6, 5}, new int[] {0, 1, 1}, new double[] {0.25, 0.1, 1e-300}, TABLES);
  }

  @Test
  void aLookUpAppendsEveryOutputOfEveryInput() {
    assertThat(lookup().width()).isEqualTo(12);
    assertThat(lookup().count()).isEqualTo(3);
    assertThat(lookup().inputs()).containsExactly(5, 6, 5);
    assertThat(lookup().tableOf()).containsExactly(0, 1, 1);
    assertThat(lookup().margins()).containsExactly(0.25, 0.1, 1e-300);
    assertThat(lookup().tables()).isSameAs(TABLES);
  }

  @Test
  void mapsAppendTheirRows() {
    SparseMap map = new SparseMap(1, new int[] {0, 0, 0}, new int[0], new long[0], new long[2]);
    assertThat(new Node.Extract(map).width()).isEqualTo(2);
    assertThat(new Node.Linear(map).width()).isEqualTo(2);
    assertThatNullPointerException().isThrownBy(() -> new Node.Extract(null));
    assertThatNullPointerException().isThrownBy(() -> new Node.Linear(null));
  }

  @Test
  void nodesNameTheWiresThatTheyReadAndTheirBootstraps() {
    SparseMap map = new SparseMap(4, new int[] {0, 2, 3}, new int[] {3, 1, 3}, new long[] {1, 2, 3}, new long[2]);
    assertThat(new Node.Extract(map).reads().toArray()).isEmpty();
    assertThat(new Node.Linear(map).reads().distinct().sorted().toArray()).containsExactly(1, 3);
    assertThat(lookup().reads().distinct().sorted().toArray()).containsExactly(5, 6);
    assertThat(new Node.Extract(map).bootstraps()).isZero();
    assertThat(new Node.Linear(map).bootstraps()).isZero();
    assertThat(lookup().bootstraps()).isEqualTo(3);
  }

  @Test
  void arraysAreCopiedInAndOut() {
    int[] inputs = {1};
    int[] tableOf = {0};
    double[] margins = {0.25};
    Node.Lookup lookup = new Node.Lookup(inputs, tableOf, margins, TABLES);
    inputs[0] = 9;
    tableOf[0] = 9;
    margins[0] = 9;
    lookup.inputs()[0] = 9;
    lookup.tableOf()[0] = 9;
    lookup.margins()[0] = 9;
    assertThat(lookup).isEqualTo(new Node.Lookup(new int[] {1}, new int[] {0}, new double[] {0.25}, TABLES));
  }

  @Test
  void lookUpsDifferInEachPart() {
    Node.Lookup lookup = new Node.Lookup(new int[] {1}, new int[] {0}, new double[] {0.25}, TABLES);
    assertThat(lookup).hasSameHashCodeAs(new Node.Lookup(new int[] {1}, new int[] {0}, new double[] {0.25}, TABLES))
        .isNotEqualTo(new Node.Lookup(new int[] {2}, new int[] {0}, new double[] {0.25}, TABLES))
        .isNotEqualTo(new Node.Lookup(new int[] {1}, new int[] {1}, new double[] {0.25}, TABLES))
        .isNotEqualTo(new Node.Lookup(new int[] {1}, new int[] {0}, new double[] {0.2}, TABLES))
        .isNotEqualTo(new Node.Lookup(new int[] {1}, new int[] {0}, new double[] {0.25},
            LookupTables.of(256, new long[2][4][1])))
        .isNotEqualTo("look-up");
  }

  @Test
  void aLookUpOfNothingIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Node.Lookup(new int[0], new int[0], new double[0], TABLES),
        "at least one input");
  }

  @Test
  void arraysOfDifferentLengthsAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Node.Lookup(new int[2], new int[1], new double[] {0.1, 0.1}, TABLES), "1 table indices");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Node.Lookup(new int[2], new int[2], new double[] {0.1}, TABLES), "1 margins");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aTableThatDoesNotExistIsRefused(int table) {
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Node.Lookup(new int[1], new int[] {table}, new double[] {0.1}, TABLES), "table " + table);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -0.1, 0.2500001, Double.NaN, Double.POSITIVE_INFINITY})
  void aMarginOutsideTheQuarterTorusIsRefused(double margin) {
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Node.Lookup(new int[1], new int[1], new double[] {margin}, TABLES), "not " + margin);
  }

  @Test
  void moreOutputsThanACircuitHasWiresAreRefused() {
    int inputs = Circuit.MAX_WIRES / 4 + 1;
    double[] margins = new double[inputs];
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Node.Lookup(new int[inputs], new int[inputs], margins, TABLES),
        inputs + " look-ups with 4 outputs");
  }
}
