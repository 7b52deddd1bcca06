package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.Gadget;

/**
 * The constants with which digits of a torus word are read off without branches: level i of word w is {@code ((w +
 * offset) >>> shift(i) & mask) - half}. The offset adds half a unit of the last digit, which rounds, and half a base to
 * each digit, which makes all carries at once.
 */
public final class GadgetWords {
  private GadgetWords() {}

  /** What is added to a word first. */
  public static long offset(Gadget gadget) {
    int rest = 64 - gadget.baseLog() * gadget.level();
    long offset = 1L << rest - 1;
    for (int level = 1; level <= gadget.level(); level++) {
      offset += 1L << shift(gadget, level) + gadget.baseLog() - 1;
    }
    return offset;
  }

  /** Bits below a digit. */
  public static int shift(Gadget gadget, int level) {
    return 64 - gadget.baseLog() * level;
  }

  /** B - 1. */
  public static long mask(Gadget gadget) {
    return (1L << gadget.baseLog()) - 1;
  }

  /** B/2. */
  public static long half(Gadget gadget) {
    return 1L << gadget.baseLog() - 1;
  }
}
