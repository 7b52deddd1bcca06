package dev.nightjar.api.params;

/**
 * A signed decomposition of torus words: {@code level} digits to the base {@code 2^baseLog}, the most significant bits
 * first. What lies below the last digit is rounded away.
 *
 * @param baseLog log2 of the base, 1 to 31: a digit fits an {@code int} with its sign
 * @param level number of digits ℓ; {@code baseLog · level} is at most 63, so that the first rounding has a bit to round
 */
public record Gadget(int baseLog, int level) {
  private static final int MAX_BASE_LOG = 31;
  private static final int MAX_DECOMPOSED_BITS = 63;

  /** Checks the ranges. */
  public Gadget {
    ParameterChecks.requireRange("decomposition base log", baseLog, 1, MAX_BASE_LOG);
    ParameterChecks.requireRange("decomposition level", level, 1, MAX_DECOMPOSED_BITS);
    if (baseLog * level > MAX_DECOMPOSED_BITS) {
      throw ParameterChecks.refused("the decomposition takes " + baseLog + " x " + level + " = " + baseLog * level
          + " bits where at most " + MAX_DECOMPOSED_BITS + " of the 64 can be decomposed");
    }
  }
}
