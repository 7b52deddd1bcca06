package dev.nightjar.api.model;

import java.util.Locale;

/** How far answers keep a model from the client that asks. {@code docs/model-privacy.md} says what that is worth. */
public enum ModelPrivacy {
  /**
   * Answers are what the circuit gives. Without bootstraps, one answer tells its client all weights, by lattice
   * reduction: the mask of an answer is the mask of the query, which the client knows, times the weights.
   */
  NONE,
  /**
   * The server adds a fresh encryption of zero to every output and floods its noise: a client learns the outputs, and
   * of the rest what the compiler's report says. Queries hold encryptions of zero for it.
   */
  HIDDEN;

  /** As options and JSON have it: {@code none}, {@code hidden}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
