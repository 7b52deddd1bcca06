package dev.nightjar.api.params;

/**
 * Names of sets that were found for a circuit: {@code NJX_} and the fingerprint of the numbers in hexadecimal digits,
 * then the suffix of the family of keys. A name says nothing but the numbers, so that nobody is made to trust it.
 */
final class CustomSets {
  /** How the id of every custom set begins, and of no other. */
  static final String PREFIX = "NJX";

  private CustomSets() {
  }

  static boolean hasPrefix(String id) {
    return id.startsWith(PREFIX);
  }

  /** A set with the numbers of one and the id that is derived from them. */
  static Parameters named(GlweKeyParameters glweKey, Bootstrapping bootstrapping, NoisePromise promise) {
    boolean blocks = bootstrapping.lweKey().blockBinary();
    String suffix = blocks ? Parameters.BLOCK_SUFFIX : bootstrapping.unrolled() ? Parameters.UNROLLED_SUFFIX : "";
    Parameters unnamed = new Parameters("unnamed" + suffix, glweKey, bootstrapping, promise);
    return new Parameters(id(unnamed), glweKey, bootstrapping, promise);
  }

  /** Refuses such a name for other numbers, for boxes and for levelled sets, and a custom set off the curve. */
  static void requireDerivedId(Parameters p) {
    if (!hasPrefix(p.id())) {
      return;
    }
    if (p.noisePromise().isEmpty()) {
      throw ParameterChecks.refused(p.id() + ": the id of a custom set begins with " + PREFIX + ", and such a set"
          + " bootstraps and promises noise: choose another id");
    }
    if (!p.id().equals(id(p))) {
      throw ParameterChecks.refused(p.id() + ": the id of a custom set is derived from its numbers, and these have the"
          + " id " + id(p) + ": do not trust where it comes from");
    }
    if (p.securityBits() < SecurityCurve.TARGET_BITS) {
      throw ParameterChecks.refused(p.id() + ": a custom set has " + SecurityCurve.TARGET_BITS + " bits of security on"
          + " both keys, and this one has " + Math.floor(p.securityBits() * 10) / 10 + ": use larger noise");
    }
  }

  private static String id(Parameters p) {
    return String.format("%s_%016x%s", PREFIX, p.fingerprint(),
        p.blockBinary() ? Parameters.BLOCK_SUFFIX : p.unrolled() ? Parameters.UNROLLED_SUFFIX : "");
  }
}
