package dev.nightjar.api.params;

/**
 * Kinds of keys that parameter sets have; each set is of one family. The GLWE key is uniform binary in all but
 * {@link #LEVELLED}.
 */
public enum KeyFamily {
  /** Uniform binary keys: the assumption of every TFHE library, and what is used when nothing is said. */
  UNIFORM,

  /**
   * Uniform binary keys with an unrolled bootstrapping key ({@link Parameters#unrolled()}): batches are bootstrapped
   * faster, for a bootstrapping key half as large again. Hardness is that of {@link #UNIFORM}, dimension for dimension.
   * Every TFHE bootstrapping key encrypts functions of secret keys; this one also the products of two bits of the LWE
   * key, as the "multi-bit" keys of TFHE-rs do (see {@code SECURITY.md}). Used only where it is asked for by name.
   */
  UNROLLED,

  /**
   * Keys of blocks with at most one 1 each ({@link Parameters#blockBinary()}): faster, but on an assumption with one
   * paper behind it and little cryptanalysis (see {@code SECURITY.md}). Used only where it is asked for by name.
   */
  BLOCK_BINARY,

  /**
   * A uniform ternary GLWE key and no LWE key ({@link Parameters#levelled()}): computes without bootstraps, and needs a
   * small evaluation key, which encrypts the square of the secret and its images under automorphisms, as
   * relinearisation keys of BFV and CKKS do (see {@code SECURITY.md}). Never chosen for look-ups, which it has not.
   */
  LEVELLED;

  /** Whether a parameter set has such keys. */
  public boolean contains(Parameters p) {
    return this == of(p);
  }

  /**
   * Whether a parameter set may be used where this family was asked for. {@link #UNROLLED} also allows {@link
   * #UNIFORM} sets, which assume less and are smaller.
   */
  public boolean allows(Parameters p) {
    return contains(p) || this == UNROLLED && UNIFORM.contains(p);
  }

  /** Whether a search for sets that this family allows tries another one, or itself. */
  boolean searches(KeyFamily other) {
    return other != LEVELLED && (other == this || this == UNROLLED && other == UNIFORM);
  }

  /** The family of a parameter set. */
  public static KeyFamily of(Parameters p) {
    return !p.bootstraps() ? LEVELLED : p.blockBinary() ? BLOCK_BINARY : p.unrolled() ? UNROLLED : UNIFORM;
  }

  /** Key bits that one decomposition and one pair of transforms serve. */
  int bitsPerStep() {
    return this == UNROLLED ? 2 : blockLength();
  }

  /** GGSW ciphertexts for each key bit. */
  double ggswPerBit() {
    return this == UNROLLED ? 1.5 : 1;
  }

  /** Bits of a block of such a key: 1 when it is uniform. */
  int blockLength() {
    return this == BLOCK_BINARY ? Parameters.BLOCK_LENGTH : 1;
  }
}
