package dev.nightjar.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import org.junit.jupiter.api.Test;

class BatchShapeTest {
  private static final Parameters SET = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
  private static final int DIMENSION = SET.bigLweDimension();
  private static final LookupTables TABLES =
      LookupTables.of(SET.tableSize(), new long[][][] {{{1, 0}}, {{0, 1}}});

  private static LweList list(int count) {
    return LweList.allocate(DIMENSION, count);
  }

  private static void assertRefused(String message, LweList in, LookupTables tables, int[] tableOf, LweList out) {
    assertThatThrownBy(() -> BatchShape.require(SET, in, tables, tableOf, out))
        .isInstanceOfSatisfying(NightjarException.class, e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
          assertThat(e).hasMessage(message);
        });
  }

  @Test
  void aBatchThatFitsPassesAnEmptyOneToo() {
    BatchShape.require(SET, list(3), TABLES, new int[] {0, 1, 0}, list(3));
    BatchShape.require(SET, list(0), TABLES, new int[0], list(0));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    int[] two = new int[2];
    assertRefused("the inputs' dimension is " + (DIMENSION - 1) + " where " + DIMENSION + " is needed",
        LweList.allocate(DIMENSION - 1, 2), TABLES, two, list(2));
    assertRefused("the outputs' dimension is " + (DIMENSION + 1) + " where " + DIMENSION + " is needed",
        list(2), TABLES, two, LweList.allocate(DIMENSION + 1, 2));
    assertRefused("the tables' size is " + 2 * SET.tableSize() + " where " + SET.tableSize() + " is needed",
        list(2), LookupTables.of(2 * SET.tableSize(), new long[][][] {{{1, 0}}}), two, list(2));
    assertRefused("the number of table indices is 2 where 3 is needed", list(3), TABLES, two, list(3));
    assertRefused("the number of outputs is 3 where 2 is needed", list(2), TABLES, two, list(3));
    assertRefused("input 1 asks for table 2 of 2", list(2), TABLES, new int[] {1, 2}, list(2));
    assertRefused("input 0 asks for table -1 of 2", list(2), TABLES, new int[] {-1, 2}, list(2));
  }

  @Test
  void outputsThatOverwriteInputsAreRefused() {
    LweList both = list(2);
    assertRefused("outputs must not be written over inputs", both, TABLES, new int[2], both);
  }
}
