package dev.nightjar.engine.java.warmup;

/**
 * How well kernels were compiled.
 *
 * @param grade what was found
 * @param nanos of processor time for a ciphertext, all drills together; tells which of two bad compilations is better
 * @param text what is wrong, with figures; empty when nothing is
 */
public record Verdict(Grade grade, double nanos, String text) {
  /** What was found. */
  public enum Grade {
    /** They are as fast as they should be. */
    GOOD,
    /** They are not, and the JVM's compiler has not done with them. */
    LATE,
    /** They are not, although the compiler has done. */
    BAD,
    /** The thread was interrupted. */
    UNKNOWN
  }

  /** Whether they are as fast as they should be. */
  public boolean good() {
    return grade == Grade.GOOD;
  }

  /** Whether these kernels are worth being used instead of others. */
  boolean better(Verdict other) {
    return good() && !other.good() || nanos < other.nanos;
  }
}
