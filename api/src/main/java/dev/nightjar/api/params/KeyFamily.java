package dev.nightjar.api.params;

/** Kinds of LWE keys that parameter sets have. The GLWE key is uniform binary in all of them. */
public enum KeyFamily {
  /** Uniform binary keys: the assumption of every TFHE library, and what is used when nothing is said. */
  UNIFORM,

  /**
   * Keys of blocks with at most one 1 each ({@link Parameters#blockBinary()}): faster, but on an assumption with one
   * paper behind it and little cryptanalysis (see {@code SECURITY.md}). Only for those who ask for it by name.
   */
  BLOCK_BINARY;

  /** Whether a parameter set has such keys. */
  public boolean contains(Parameters p) {
    return p.blockBinary() == (this == BLOCK_BINARY);
  }

  /** Bits of a block of such a key: 1 when it is uniform. */
  int blockLength() {
    return this == UNIFORM ? 1 : Parameters.BLOCK_LENGTH;
  }
}
