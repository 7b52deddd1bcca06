package dev.nightjar.client;

import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import java.util.OptionalInt;

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
   * The most bits of a secret key that one shown result of a model carries. Of a suffix, labels that it chooses from a
   * constant are counted, and a bit for scores that it refuses; whatever else it makes of scores counts as they do.
   */
  public long bits(ClientSpec spec) {
    if (this == PRIVATE) {
      return 0;
    }
    long outputs = spec.results().stream().mapToLong(result -> Long.SIZE - result.deltaLog2()).sum();
    ClientGraphs graphs = spec.graphs();
    if (this == LABEL && graphs.suffix().isPresent()) {
      OptionalInt choices = graphs.suffix().get().choices(ClientGraphs.LABEL);
      return choices.isEmpty() ? outputs : Math.min(outputs, 1L + graphs.labels() * log2(choices.getAsInt()));
    }
    return this == LABEL && spec.task().classifier() ? log2(spec.task().labels().size()) : outputs;
  }

  /** Bits that number this many. */
  private static long log2(int count) {
    return Long.SIZE - Long.numberOfLeadingZeros(count - 1L);
  }
}
