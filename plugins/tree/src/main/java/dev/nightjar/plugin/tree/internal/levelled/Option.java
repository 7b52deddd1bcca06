package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.params.Parameters;
import java.util.List;

/**
 * A way to evaluate a forest: a parameter set, how trees are added up, and which sub-trees are tables.
 *
 * @param parameters the set
 * @param sums groups of trees in coefficients of ciphertexts
 * @param tables of each ciphertext; empty where none are used
 * @param cost relative cost of an inference
 * @param answerBytes bytes of an answer of 16-bit words that travel with one mask a ciphertext
 */
record Option(Parameters parameters, Sums sums, List<TableCover> tables, double cost, long answerBytes) {
  /** The answer of default clients is to stay below this. */
  private static final long USUAL_ANSWER = 32 << 10;

  static Option of(Parameters p, Sums sums, List<TableCover> tables, double cost) {
    long words = (long) sums.masks().size() * p.polynomialSize() + sums.words();
    return new Option(p, sums, tables, cost, words * Short.BYTES);
  }

  /** Whether this is the better one: of short answers the cheapest, else the shortest answer. */
  boolean isBetterThan(Option other) {
    boolean isShort = answerBytes <= USUAL_ANSWER;
    if (isShort != (other.answerBytes <= USUAL_ANSWER)) {
      return isShort;
    }
    return !isShort && answerBytes != other.answerBytes ? answerBytes < other.answerBytes
        : cost != other.cost ? cost < other.cost : answerBytes < other.answerBytes;
  }
}
