package dev.nightjar.engine.java.rotation;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;

/**
 * Blind rotation and sample extraction for a group of ciphertexts. Owns its working memory: one thread at a
 * time.
 */
public interface BlindRotator {
  /**
   * Ciphertexts that are bootstrapped together.
   *
   * @param exponents after the modulus switch: ciphertext {@code i} of the whole batch at {@code i (n + 1)}
   * @param first index of the group's first ciphertext in the whole batch
   * @param count ciphertexts in the group
   * @param tables look-up tables
   * @param tableOf for each ciphertext of the whole batch its table
   * @param out receives the outputs of the whole batch
   */
  record Group(int[] exponents, int first, int count, LookupTables tables, int[] tableOf, LweList out) {}

  /** Bootstraps a group. */
  void rotate(FourierKey key, Group group);

  /** This rotator, for groups of any size, one ciphertext after the other. */
  default BlindRotator oneByOne() {
    return (key, group) -> {
      for (int i = 0; i < group.count(); i++) {
        rotate(key, new Group(group.exponents(), group.first() + i, 1, group.tables(), group.tableOf(), group.out()));
      }
    };
  }
}
