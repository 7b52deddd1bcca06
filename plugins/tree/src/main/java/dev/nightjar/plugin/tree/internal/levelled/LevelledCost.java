package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import java.util.List;

/** Relative cost of levelled computation under a set, in transforms of one polynomial, for comparing sets. */
final class LevelledCost {
  /** What a slot costs beside its transforms, as a share of them: automorphisms and roundings of whole polynomials. */
  private static final double BESIDE_SLOTS = 0.12;

  private final double slot;
  private final double product;
  private final int slotsOfBit;

  LevelledCost(Parameters p) {
    Levelled levelled = p.levelled().orElseThrow();
    double perSlot = 0;
    double share = 1;
    List<ExpansionStep> steps = levelled.expansion();
    for (int i = steps.size() - 1; i >= 0; i--) {
      // A step of arity r on each ciphertext: its digits forward, r - 1 masks and bodies back.
      share /= steps.get(i).arity();
      perSlot += share * (steps.get(i).gadget().level() + 2 * (steps.get(i).arity() - 1));
    }
    slotsOfBit = levelled.mask().level();
    slot = (1 + BESIDE_SLOTS)
        * (perSlot + levelled.schemeSwitch().level() + 1 + (double) levelled.body().level() / slotsOfBit);
    product = levelled.rows() + 2;
  }

  /** The cost of bits and of products, a product of trivial ciphertexts being a fraction of one. */
  double of(int bits, double products) {
    return slot * slotsOfBit * bits + product * products;
  }
}
