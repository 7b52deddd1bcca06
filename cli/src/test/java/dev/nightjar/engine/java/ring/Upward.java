package dev.nightjar.engine.java.ring;

import dev.nightjar.engine.java.plain.PlainFamily;

/** Breaks the chain of the Java engine's packages on purpose, so that a test can see the rule bite. */
public final class Upward {
  private Upward() {}

  static String kernel() {
    return new PlainFamily(false).description();
  }
}
