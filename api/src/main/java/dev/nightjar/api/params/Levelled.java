package dev.nightjar.api.params;

import java.util.List;

/**
 * The part of a parameter set that levelled computation needs: packed encrypted bits are expanded into GGSW
 * ciphertexts, which drive CMUX gates. There is no bootstrap. Immutable.
 *
 * <p>A query holds {@code mask.level} slots for each bit. Expansion makes a GLWE ciphertext of each slot, which is a
 * row of the GGSW ciphertext's body part; a scheme switch makes a row of its mask part of each. Body rows reuse slots:
 * their base is a power of the mask's, so that {@code body.level} of the slots have the right scale.
 *
 * @param expansion steps in order, the first on the query; together they double 1 to 10 times
 * @param schemeSwitch decomposition of the key that encrypts the square of the secret
 * @param mask decomposition of the mask polynomials in an external product; its level is the number of slots a bit
 * @param body decomposition of the body polynomial; its base log is a multiple i of the mask's, and i times its level
 *     is at most the mask's level
 */
public record Levelled(List<ExpansionStep> expansion, Gadget schemeSwitch, Gadget mask, Gadget body) {
  private static final int MAX_SLOTS_LOG2 = 10;

  /** Checks what fits what. */
  public Levelled {
    ParameterChecks.requireGiven("expansion", expansion);
    expansion = List.copyOf(expansion);
    ParameterChecks.requireGiven("decomposition of the scheme switch", schemeSwitch);
    ParameterChecks.requireGiven("decomposition of the mask", mask);
    ParameterChecks.requireGiven("decomposition of the body", body);
    int doublings = expansion.stream().mapToInt(ExpansionStep::doublings).sum();
    ParameterChecks.requireRange("number of doublings of the expansion", doublings, 1, MAX_SLOTS_LOG2);
    if (body.baseLog() % mask.baseLog() != 0) {
      throw ParameterChecks.refused("the base log of the body's decomposition must be a multiple of the mask's "
          + mask.baseLog() + ", not " + body.baseLog());
    }
    int slot = body.baseLog() / mask.baseLog();
    if (slot * body.level() > mask.level()) {
      throw ParameterChecks.refused("the body's decomposition takes every " + slot + "th slot, " + body.level()
          + " of them, where a bit has " + mask.level() + " slots: use fewer levels");
    }
    if (mask.baseLog() * mask.level() + doublings > Long.SIZE) {
      throw ParameterChecks.refused("the last slot of a bit has the scale 2^-" + (mask.baseLog() * mask.level()
          + doublings) + ", which is no torus word: use fewer levels or doublings");
    }
  }

  /** log2 of the slots in a GLWE ciphertext of a query. */
  public int slotsLog2() {
    return expansion.stream().mapToInt(ExpansionStep::doublings).sum();
  }

  /** The slot, from 0, that is the body row of a level, which counts from 1. */
  public int bodySlot(int level) {
    return body.baseLog() / mask.baseLog() * level - 1;
  }

  /** Rows of a GGSW ciphertext of GLWE dimension 1: those of the mask, then those of the body. */
  public int rows() {
    return mask.level() + body.level();
  }

  /** GLWE ciphertexts of a query that holds so many bits. */
  public int ciphertexts(int bits) {
    return Math.toIntExact(((long) bits * mask.level() + (1L << slotsLog2()) - 1) >> slotsLog2());
  }

  /** Doublings before a step, which counts from 0. */
  public int doublingsBefore(int step) {
    return expansion.subList(0, step).stream().mapToInt(ExpansionStep::doublings).sum();
  }

  /**
   * The Galois elements whose automorphism keys a step needs: after t doublings {@code N/2^t + 1} for arity 2; for
   * arity 4 {@code g = N/2^t + 1}, {@code g' = N/2^(t+1) + 1} and {@code g g' mod 2N}.
   *
   * @param step from 0
   * @param polynomialSize N
   */
  public int[] galoisElements(int step, int polynomialSize) {
    int first = (polynomialSize >> doublingsBefore(step)) + 1;
    if (expansion.get(step).arity() == 2) {
      return new int[] {first};
    }
    int second = (polynomialSize >> doublingsBefore(step) + 1) + 1;
    return new int[] {first, second, (int) ((long) first * second % (2L * polynomialSize))};
  }

  /** Rows of the automorphism keys of all steps. */
  public int automorphismRows() {
    return expansion.stream().mapToInt(step -> (step.arity() - 1) * step.gadget().level()).sum();
  }
}
