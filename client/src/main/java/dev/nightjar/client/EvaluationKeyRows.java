package dev.nightjar.client;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.params.Parameters;

/**
 * The rows of an evaluation key for bootstraps. A piece is a GGSW of the bootstrapping key or, behind those, some
 * coefficients of the keyswitching key.
 *
 * <p>Layouts (those of TFHE-rs 0.10): GGSW i, level from ℓ down to 1, row {@code r < k} is a GLWE encryption
 * of {@code -s_i S_r 2^(64 - level b)} and row k of {@code s_i 2^(64 - level b)}; for an unrolled set, GGSW
 * {@code n + i} is one of {@code s_2i s_(2i+1)} in place of {@code s_i}. For coefficient i of the GLWE key,
 * level from ℓ' down to 1, an LWE encryption of {@code S_i 2^(64 - level b')}. A product of bits is never
 * stored: it is a local variable while its GGSW is made.
 */
final class EvaluationKeyRows implements KeyRows {
  /** GLWE key coefficients in a piece of the keyswitching key. */
  static final int COEFFICIENTS_PER_PIECE = 64;

  private final Parameters p;
  private final GlweCoefficients glwe;
  private final KeyBits lwe;
  private final long[] bskBodies;
  private final long[] kskBodies;
  private final MaskStream bskMasks;
  private final MaskStream kskMasks;
  private final SecretStream noise;
  private final int keyswitchingDraw;
  private final KeyProduct product;
  private final long[] mask;

  /**
   * Takes the noise stream over.
   *
   * @param keyswitchingDraw {@link KeyswitchingNoise#draw}
   */
  EvaluationKeyRows(EvaluationKey key, GlweCoefficients glwe, KeyBits lwe, SecretStream noise,
      int keyswitchingDraw) {
    p = key.parameters();
    this.glwe = glwe;
    this.lwe = lwe;
    bskBodies = key.part(KeyPart.BOOTSTRAPPING).bodies();
    kskBodies = key.part(KeyPart.KEYSWITCHING).bodies();
    bskMasks = key.part(KeyPart.BOOTSTRAPPING).masks();
    kskMasks = key.part(KeyPart.KEYSWITCHING).masks();
    this.noise = noise;
    this.keyswitchingDraw = keyswitchingDraw;
    product = new KeyProduct(p.polynomialSize(), glwe);
    mask = new long[Math.max(glwe.length(), lwe.length())];
  }

  static int pieces(Parameters p) {
    return p.ggswCount() + (p.bigLweDimension() + COEFFICIENTS_PER_PIECE - 1) / COEFFICIENTS_PER_PIECE;
  }

  @Override
  public int encrypt(int piece) {
    if (piece < p.ggswCount()) {
      return ggsw(piece);
    }
    int first = (piece - p.ggswCount()) * COEFFICIENTS_PER_PIECE;
    return keyswitching(first, Math.min(first + COEFFICIENTS_PER_PIECE, glwe.length()));
  }

  /** Encrypts GGSW {@code i} of {@link Parameters#ggswCount()}; returns its number of rows. */
  int ggsw(int i) {
    int k = p.glweDimension();
    int rows = p.pbsLevel() * (k + 1);
    int row = i * rows;
    long message = message(i);
    noise.seek(SecretRandom.Domain.BOOTSTRAPPING_KEY, i);
    for (int level = p.pbsLevel(); level >= 1; level--) {
      int shift = Long.SIZE - level * p.pbsBaseLog();
      for (int r = 0; r <= k; r++) {
        ggswRow(row++, r, message, shift);
      }
    }
    return rows;
  }

  /** What a GGSW encrypts, as a mask: a bit of the LWE key, or behind those the product of two neighbours. */
  private long message(int ggsw) {
    int n = lwe.length();
    if (ggsw < n) {
      return lwe.mask(ggsw);
    }
    int first = 2 * (ggsw - n);
    return lwe.mask(first) & lwe.mask(first + 1);
  }

  private void ggswRow(int row, int r, long bit, int shift) {
    int size = p.polynomialSize();
    bskMasks.row(row, glwe.length(), mask, 0);
    long[] body = product.of(mask, 0);
    if (r < p.glweDimension()) {
      // Minus the bit, which is a mask, times S_r.
      glwe.addMultiple(bit << shift, r * size, body);
    } else {
      body[0] -= bit << shift;
    }
    noise.addNoise(p.glweNoise(), body, 0, size);
    System.arraycopy(body, 0, bskBodies, row * size, size);
  }

  /** Encrypts the coefficients {@code [first, end)} of the GLWE key; returns the number of rows. */
  int keyswitching(int first, int end) {
    int row = first * p.ksLevel();
    noise.seek(SecretRandom.Domain.KEYSWITCHING_KEY, KeyswitchingNoise.index(keyswitchingDraw, first));
    // Noise comes first: a key that is never finished must not hold rows without it.
    noise.addNoise(p.lweNoise(), kskBodies, first * p.ksLevel(), (end - first) * p.ksLevel());
    for (int i = first; i < end; i++) {
      for (int level = p.ksLevel(); level >= 1; level--) {
        kskMasks.row(row, lwe.length(), mask, 0);
        int shift = Long.SIZE - level * p.ksBaseLog();
        kskBodies[row++] += lwe.inner(mask, 0) + (glwe.coefficient(i) << shift);
      }
    }
    return (end - first) * p.ksLevel();
  }

  @Override
  public void close() {
    noise.close();
    product.close();
  }
}
