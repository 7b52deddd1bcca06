package dev.nightjar.engine.java.rotation;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import java.util.Optional;

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
   * @param factors multiplies by the factors of tables of several values; empty for other tables
   */
  record Group(int[] exponents, int first, int count, LookupTables tables, int[] tableOf, LweList out,
      Optional<FactorExtraction> factors) {
    /** A group without factors, or to which a {@link RotatorPool} will add what multiplies by them. */
    public Group(int[] exponents, int first, int count, LookupTables tables, int[] tableOf, LweList out) {
      this(exponents, first, count, tables, tableOf, out, Optional.empty());
    }

    /** The same with what multiplies by the factors. */
    Group with(FactorExtraction extraction) {
      return new Group(exponents, first, count, tables, tableOf, out, Optional.of(extraction));
    }
  }

  /** Bootstraps a group. */
  void rotate(FourierKey key, Group group);

  /** This rotator, for groups of any size, one ciphertext after the other. */
  default BlindRotator oneByOne() {
    return (key, group) -> {
      for (int i = 0; i < group.count(); i++) {
        rotate(key, new Group(group.exponents(), group.first() + i, 1, group.tables(), group.tableOf(), group.out(),
            group.factors()));
      }
    };
  }
}
