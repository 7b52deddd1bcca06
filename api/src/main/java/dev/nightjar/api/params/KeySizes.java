package dev.nightjar.api.params;

/** How many bytes the evaluation key of a parameter set takes. */
final class KeySizes {
  /** Bytes of the two 128-bit mask seeds that a seeded evaluation key carries. */
  private static final int SEED_BYTES = 32;

  private KeySizes() {
  }

  /** See {@link Parameters#bootstrappingKeyBytes}. */
  static long bootstrappingKey(Parameters p) {
    return seededBootstrappingKey(p) * (p.glweDimension() + 1);
  }

  /** See {@link Parameters#keyswitchingKeyBytes}. */
  static long keyswitchingKey(Parameters p) {
    return seededKeyswitchingKey(p) * (p.lweDimension() + 1);
  }

  /** See {@link Parameters#seededKeyBytes}. */
  static long seededKey(Parameters p) {
    return SEED_BYTES + p.levelled().map(levelled -> seededLevelledKey(p, levelled))
        .orElseGet(() -> seededBootstrappingKey(p) + seededKeyswitchingKey(p));
  }

  private static long seededLevelledKey(Parameters p, Levelled levelled) {
    return (long) (levelled.automorphismRows() + levelled.schemeSwitch().level()) * p.polynomialSize() * Long.BYTES;
  }

  private static long seededBootstrappingKey(Parameters p) {
    return (long) p.ggswCount() * p.pbsLevel() * (p.glweDimension() + 1) * p.polynomialSize() * Long.BYTES;
  }

  private static long seededKeyswitchingKey(Parameters p) {
    return (long) p.bigLweDimension() * p.ksLevel() * Long.BYTES;
  }
}
