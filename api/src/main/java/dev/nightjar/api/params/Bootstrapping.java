package dev.nightjar.api.params;

/**
 * The part of a parameter set that programmable bootstraps need: keyswitch from the big key to the small one, then
 * blind rotation.
 *
 * @param lweKey the small LWE key
 * @param gadget decomposition of the bootstrapping key, base B and ℓ levels
 * @param keyswitchGadget decomposition of the keyswitching key, base β and ℓ' levels
 * @param extensionLog2 ν: a look-up table has {@code 2^ν N} coefficients; 0 for ordinary bootstraps, at most 5
 * @param unrolled whether the bootstrapping key holds the products of neighbouring key bits, too; not with blocks and
 *     not with an extension, and n is even then
 */
public record Bootstrapping(LweKeyParameters lweKey, Gadget gadget, Gadget keyswitchGadget, int extensionLog2,
    boolean unrolled) {
  /** More than a table of 256 boxes ever needs. */
  private static final int MAX_EXTENSION_LOG2 = 5;

  /** Checks what fits what. */
  public Bootstrapping {
    ParameterChecks.requireGiven("LWE key", lweKey);
    ParameterChecks.requireGiven("decomposition of the bootstrapping key", gadget);
    ParameterChecks.requireGiven("decomposition of the keyswitching key", keyswitchGadget);
    ParameterChecks.requireRange("log2 of the extension", extensionLog2, 0, MAX_EXTENSION_LOG2);
    if (unrolled && lweKey.blockBinary()) {
      throw ParameterChecks.refused("a set has blocks or an unrolled key, not both: choose block length 1");
    }
    if (unrolled && extensionLog2 != 0) {
      throw ParameterChecks.refused(
          "a set is extended or has an unrolled key, not both: choose an extension of log2 0, not " + extensionLog2);
    }
    if (unrolled && lweKey.dimension() % 2 != 0) {
      throw ParameterChecks.refused(
          "the LWE dimension n of an unrolled set must be even, not " + lweKey.dimension());
    }
  }

  /**
   * GGSW ciphertexts of the bootstrapping key: n, and n/2 more in an unrolled set, where ciphertext {@code n + i}
   * encrypts {@code s_2i s_(2i+1)}.
   */
  public int ggswCount() {
    return unrolled ? lweKey.dimension() + lweKey.dimension() / 2 : lweKey.dimension();
  }
}
