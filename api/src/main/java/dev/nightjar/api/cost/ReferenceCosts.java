package dev.nightjar.api.cost;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;

/** What {@link Costs#reference()} gives. All figures are milliseconds on one core of a server of about 3 GHz. */
final class ReferenceCosts implements Costs {
  private static final int THREADS = 2;

  /** Expanding the seed of one ciphertext of a query. */
  private static final double CIPHERTEXT = 0.02;

  /** One summand of a combination: a pass over a ciphertext. */
  private static final double TERM = 0.0015;

  /** The same for all summands at once, as a product of polynomials, for each ciphertext that is read or made. */
  private static final double TRANSFORM = 0.03;
  private static final double HIDDEN_OUTPUT = 0.5;

  /** Expanding a slot, scheme switch included. */
  private static final double SLOT = 0.020;
  private static final double PRODUCT = 0.013;
  private static final double WORD_PRODUCT = 0.002;
  private static final double WORD_BIT = 0.008;
  private static final double BODY_PRODUCT = 0.010;
  private static final double ADDITION = 0.002;

  /** Rounding a word of an answer and writing it. */
  private static final double ANSWER_WORD = 3e-6;

  @Override
  public String origin() {
    return "reckoned for " + THREADS + " cores of a server, not measured here";
  }

  @Override
  public double millis(CircuitCost cost) {
    double sums = Math.min(TERM * cost.terms() / threads(cost.rows()), TRANSFORM * (cost.ciphertexts() + cost.rows()));
    return CIPHERTEXT * cost.ciphertexts() + sums
        + (cost.zeros() > 0 ? HIDDEN_OUTPUT * cost.masks() / threads(cost.masks()) : 0)
        + ANSWER_WORD * cost.answerWords() + levelled(cost.levelled())
        + cost.bootstraps().stream().mapToDouble(n -> batch(cost.parameters(), n)).sum();
  }

  private static double levelled(LevelledWork work) {
    double products = PRODUCT * work.externalProducts() + WORD_PRODUCT * work.wordProducts()
        + WORD_BIT * work.wordBits() + BODY_PRODUCT * work.bodyProducts() + ADDITION * work.additions();
    return SLOT * work.slots() / THREADS + Math.max(products / THREADS, PRODUCT * work.chainedProducts());
  }

  private static long threads(long tasks) {
    return Math.max(1, Math.min(THREADS, tasks));
  }

  private static double batch(Parameters p, int count) {
    return ParameterCatalogue.cost(p) * count / threads(count);
  }
}
