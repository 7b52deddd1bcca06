package dev.nightjar.client;

import dev.nightjar.api.model.ClientSpec;

/**
 * What the owner of a key lets others see of decrypted results. Shown is also what the server can watch: a prediction
 * that is published, sent back, or acted on. A server that makes up its answers can read a bit of the secret key in
 * each bit that it is shown, so that shown bits are counted ({@link DisclosureBudget}).
 */
public enum Disclosure {
  /** Nothing: results stay with the owner of the key. They cost nothing. */
  PRIVATE,
  /**
   * The label of the chosen class and nothing else: ⌈log2 c⌉ bits for c classes. A regressor has no label; its
   * outputs are counted.
   */
  LABEL,
  /**
   * Scores, probabilities, a regressor's value, or the integers: {@code 64 - deltaLog2} bits for each ciphertext of an
   * answer, all that it decrypts to.
   */
  OUTPUTS;

  /**
   * The most bits of a secret key that one shown result of a model carries. What a suffix makes of scores is counted as
   * its scores.
   */
  public long bits(ClientSpec spec) {
    if (this == PRIVATE) {
      return 0;
    }
    if (this == LABEL && spec.task().classifier() && spec.graphs().suffix().isEmpty()) {
      return Long.SIZE - Long.numberOfLeadingZeros(spec.task().labels().size() - 1L);
    }
    return spec.results().stream().mapToLong(result -> Long.SIZE - result.deltaLog2()).sum();
  }
}
