package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of the ways to run a model on encrypted features. A plugin says which of them may apply to a model
 * ({@link ModelPlugin#strategies}), and may have others of its own.
 */
public final class Strategy {
  /** Integer combinations of packed features: no evaluation key, no bootstrap. */
  public static final String KEYLESS = "keyless";

  /** The whole model as one table over all bits of its quantised features, by CMUX gates. */
  public static final String TABLE = "table";

  /** Decision diagrams of CMUX gates over the bits of features on grids that hide the model's thresholds. */
  public static final String LEVELLED_BITS = "levelled-bits";

  /** The same over the bits of each feature's rank among the model's thresholds, which clients learn. */
  public static final String LEVELLED_RANK = "levelled-rank";

  /** The same over one bit for each comparison with one of the model's thresholds, which clients learn. */
  public static final String LEVELLED_COMPARISONS = "levelled-comparisons";

  /** Oblivious trees, each as one polynomial that encrypted bits rotate. */
  public static final String FERNS = "ferns";

  /** Programmable bootstraps, under a key of tens of megabytes. */
  public static final String BOOTSTRAPPED = "bootstrapped";

  /** Layers of programmable bootstraps on integers that tables tell apart, one by one. */
  public static final String NETWORK_EXACT = "network-exact";

  /** Layers of programmable bootstraps that read functions off noisy phases. */
  public static final String NETWORK_ANALOGUE = "network-analogue";

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  private static final Set<String> TELLING = Set.of(LEVELLED_RANK, LEVELLED_COMPARISONS);

  private Strategy() {
  }

  /**
   * Whether a strategy always tells clients the model's thresholds, so that one that hides them is preferred to it.
   * Of others the compiled model says whether it does.
   */
  public static boolean tellsThresholds(String name) {
    return TELLING.contains(name);
  }

  /**
   * The name, if it can be one of a strategy: 1 to 32 lower-case ASCII letters, digits and dashes.
   *
   * @throws NightjarException {@code INVALID_NAME} otherwise
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "a strategy's name is 1 to 32 lower-case letters, digits and dashes, such as " + LEVELLED_BITS + ", not '"
              + name + "'");
    }
    return name;
  }
}
