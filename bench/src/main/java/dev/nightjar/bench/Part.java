package dev.nightjar.bench;

/** What a bootstrap consists of. */
public enum Part {
  /** N real coefficients into the Fourier domain. */
  FORWARD_TRANSFORM("forward transform", "transform"),
  /** Back, rounded and added to the accumulator. */
  INVERSE_TRANSFORM("inverse transform, accumulation", "transform"),
  /** Multiplication of decomposed polynomials with one GGSW in the Fourier domain, from the cache. */
  GGSW_PRODUCT("Fourier product with one GGSW", "product"),
  /**
   * One of the n steps of a blind rotation of one ciphertext: rotation, decomposition and external product;
   * table and extraction are shared by all. A block of a block-binary key and a pair of bits of an
   * unrolled one count as many steps as they have bits.
   */
  STEP_SINGLE("step of a rotation, single", "step"),
  /** The same for a full group of ciphertexts in the lanes of vectors. */
  STEP_LANES("step of a rotation, in lanes", "step, message"),
  /** The same for a group of half the size. */
  STEP_HALF("step of a rotation, half lanes", "step, message"),
  /** From dimension kN to n. */
  KEYSWITCH_SINGLE("keyswitch, single", "message"),
  /** The same for many at once. */
  KEYSWITCH_BATCH("keyswitch, batch of 16", "message");

  /** Ciphertexts of {@link #KEYSWITCH_BATCH}. */
  static final int KEYSWITCHES = 16;

  private final String title;
  private final String unit;

  Part(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** What a time is for one of. */
  public String unit() {
    return unit;
  }
}
