package dev.nightjar.engine.java.ring;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;

/**
 * The numbers of a parameter set that the arithmetic depends on.
 *
 * @param lweDimension n
 * @param glweDimension k
 * @param polynomialSize N
 * @param pbsBaseLog log2 B
 * @param pbsLevel ℓ
 * @param ksBaseLog log2 β
 * @param ksLevel ℓ'
 * @param blockLength d, coefficients in a block of the LWE key of which at most one is 1; 1 for a uniform key
 * @param extensionLog2 ν: 2^ν polynomials of size N, interleaved, make one of the size of a look-up table
 * @param unrolled whether the bootstrapping key holds the products of each two bits, too
 */
public record Shape(int lweDimension, int glweDimension, int polynomialSize, int pbsBaseLog, int pbsLevel,
    int ksBaseLog, int ksLevel, int blockLength, int extensionLog2, boolean unrolled) {

  /**
   * Digits are rounded with the constant {@code 1.5·2^52}, which is exact up to here. More digits than a
   * double holds would be below the error of the transform anyway.
   */
  private static final int MAX_DECOMPOSED_BITS = 50;

  /** Longest array: each key is one array. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 1024;

  public Shape {
    if (pbsBaseLog * pbsLevel > MAX_DECOMPOSED_BITS) {
      throw refused("decomposes the accumulator to " + pbsBaseLog * pbsLevel
          + " bits where a 64-bit floating-point"
          + " transform holds " + MAX_DECOMPOSED_BITS);
    }
    long bootstrappingKey = (long) ggswCount(lweDimension, unrolled) * pbsLevel * (glweDimension + 1)
        * (glweDimension + 1) * polynomialSize;
    long keyswitchingKey = (long) glweDimension * polynomialSize * ksLevel * (lweDimension + 32);
    if (Math.max(bootstrappingKey, keyswitchingKey) > MAX_ARRAY) {
      throw refused("has a key of " + Math.max(bootstrappingKey, keyswitchingKey)
          + " words where one array holds " + MAX_ARRAY);
    }
  }

  public static Shape of(Parameters p) {
    return new Shape(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(), p.pbsLevel(),
        p.ksBaseLog(), p.ksLevel(), p.blockLength(), p.extensionLog2(), p.unrolled());
  }

  private static NightjarException refused(String why) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS,
        "the java engine cannot run a parameter set that " + why + ": choose a set of the catalogue");
  }

  /** M = N/2, complex points of a transform. */
  public int points() {
    return polynomialSize / 2;
  }

  /** kN, dimension of the ciphertexts that come and go. */
  public int bigDimension() {
    return glweDimension * polynomialSize;
  }

  /** Columns of a GGSW: polynomials of a GLWE ciphertext, k + 1. */
  public int columns() {
    return glweDimension + 1;
  }

  /** Rows of a GGSW, (k + 1) ℓ: row {@code level * (k + 1) + c}, the least significant level first. */
  public int rows() {
    return columns() * pbsLevel;
  }

  /** Words of a GGSW, in the torus as in the Fourier domain: {@code (k + 1)^2 ℓ N}. */
  public int ggswWords() {
    return rows() * columns() * polynomialSize;
  }

  /** GGSW ciphertexts of the bootstrapping key. */
  public int ggswCount() {
    return ggswCount(lweDimension, unrolled);
  }

  private static int ggswCount(int n, boolean unrolled) {
    return unrolled ? n + n / 2 : n;
  }

  /** Key bits that groups of ciphertexts take in one step: those of a block, or two of an unrolled key. */
  public int bitsPerStep() {
    return unrolled ? 2 : blockLength;
  }

  /** GGSW ciphertexts that such a step takes. */
  public int ggswPerStep() {
    return unrolled ? 3 : blockLength;
  }

  /** 2^ν, GLWE ciphertexts in the accumulator of one bootstrap. */
  public int parts() {
    return 1 << extensionLog2;
  }

  /** 2^ν N, coefficients of a look-up table. */
  public int tableSize() {
    return polynomialSize << extensionLog2;
  }

  /** Rows of the keyswitching key, kN ℓ'. */
  public int keySwitchRows() {
    return bigDimension() * ksLevel;
  }
}
