package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;

/** What engines check before they work on a batch, the same for all of them. */
public final class BatchShape {
  private BatchShape() {
  }

  /**
   * Checks the arguments of {@link EngineKey#bootstrap}.
   *
   * @param parameters of the key
   * @throws NightjarException {@code SHAPE_MISMATCH} with what does not fit
   */
  public static void require(Parameters parameters, LweList in, LookupTables tables, int[] tableOf, LweList out) {
    require("the inputs' dimension", in.dimension(), parameters.bigLweDimension());
    require("the outputs' dimension", out.dimension(), parameters.bigLweDimension());
    require("the tables' size", tables.polynomialSize(), parameters.tableSize());
    require("the number of table indices", tableOf.length, in.count());
    require("the number of outputs", out.count(), (long) in.count() * tables.outputs());
    for (int i = 0; i < tableOf.length; i++) {
      if (tableOf[i] < 0 || tableOf[i] >= tables.count()) {
        throw mismatch("input " + i + " asks for table " + tableOf[i] + " of " + tables.count());
      }
    }
    if (in.words() == out.words()) {
      throw mismatch("outputs must not be written over inputs");
    }
  }

  /**
   * Checks that tables can be computed without {@link Operation#SEVERAL_VALUES}.
   *
   * @throws NightjarException {@code UNAVAILABLE} for tables of several values
   */
  public static void requireNoFactors(LookupTables tables) {
    if (tables.haveFactors()) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "this engine does not compute look-ups of several values:"
          + " serve the model with one that does, such as the engine java");
    }
  }

  private static void require(String what, long found, long expected) {
    if (found != expected) {
      throw mismatch(what + " is " + found + " where " + expected + " is needed");
    }
  }

  private static NightjarException mismatch(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }
}
