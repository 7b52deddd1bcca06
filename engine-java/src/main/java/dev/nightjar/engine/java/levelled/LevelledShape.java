package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.ring.Roots;

/**
 * The numbers of a levelled parameter set that the arithmetic depends on.
 *
 * @param polynomialSize N
 * @param levelled the decompositions
 */
public record LevelledShape(int polynomialSize, Levelled levelled) {
  /** Longest array: a GGSW ciphertext is part of one, and so is each part of a key. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 1024;

  /** Checks what this engine can compute. */
  public LevelledShape {
    if (levelled.slotsLog2() > Roots.log2(polynomialSize) - 1) {
      throw refused("doubles " + levelled.slotsLog2() + " times where the polynomial size " + polynomialSize + " allows"
          + " " + (Roots.log2(polynomialSize) - 1));
    }
    long rows = Math.max(Math.max(levelled.rows(), levelled.automorphismRows()), levelled.schemeSwitch().level());
    long words = rows * LevelledKernel.COLUMNS * polynomialSize;
    if (words > MAX_ARRAY) {
      throw refused("has rows of " + words + " words where one array holds " + MAX_ARRAY);
    }
  }

  /** The shape of a levelled set. */
  public static LevelledShape of(Parameters p) {
    if (p.glweDimension() != 1) {
      throw refused("has the GLWE dimension " + p.glweDimension() + " where it must be 1");
    }
    return new LevelledShape(p.polynomialSize(), p.levelled().orElseThrow());
  }

  private static NightjarException refused(String why) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS,
        "the java engine cannot run a levelled parameter set that " + why + ": choose a set of the catalogue");
  }

  /** Rows of a GGSW ciphertext. */
  int rows() {
    return levelled.rows();
  }

  /** Doubles of a GGSW ciphertext. */
  int ggswSize() {
    return LevelledKernel.blockSize(rows(), polynomialSize);
  }

  /** Slots of a bit. */
  int slotsPerBit() {
    return levelled.mask().level();
  }

  /** Most rows of digits that are multiplied at a time. */
  int digitRows() {
    int most = Math.max(rows(), levelled.schemeSwitch().level());
    for (ExpansionStep step : levelled.expansion()) {
      most = Math.max(most, step.gadget().level());
    }
    return most;
  }
}
