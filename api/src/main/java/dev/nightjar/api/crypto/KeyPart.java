package dev.nightjar.api.crypto;

import dev.nightjar.api.params.Parameters;
import java.util.Set;

/**
 * A part of an evaluation key: a list of rows, each an encryption whose mask comes from the part's public seed. What a
 * circuit needs is a set of parts; the order of the constants is the order of parts in every byte format, and new ones
 * are added behind.
 */
public enum KeyPart {
  /**
   * GGSW ciphertexts of the bits of the small LWE key under the GLWE key. Rows are {@code [i < g][level ℓ…1][r ≤ k]},
   * g being {@link Parameters#ggswCount}, each k mask polynomials and a body polynomial of N words: row {@code r < k}
   * encrypts {@code -s_i S_r q/B^level}, row {@code k} encrypts {@code s_i q/B^level}. In an unrolled set the
   * ciphertexts from the n-th on encrypt the products {@code s_0 s_1, s_2 s_3, …} instead of bits.
   */
  BOOTSTRAPPING(1, "bootstrapping key") {
    @Override
    public long rows(Parameters p) {
      return (long) p.ggswCount() * p.pbsLevel() * (p.glweDimension() + 1);
    }

    @Override
    public int maskWords(Parameters p) {
      return p.bigLweDimension();
    }

    @Override
    public int bodyWords(Parameters p) {
      return p.polynomialSize();
    }
  },

  /**
   * LWE ciphertexts of the coefficients of the GLWE key under the small LWE key. Rows are {@code [i < kN][level ℓ'…1]},
   * each n mask words and a body word, encrypting {@code S_i q/β^level}.
   */
  KEYSWITCHING(2, "keyswitching key") {
    @Override
    public long rows(Parameters p) {
      return (long) p.bigLweDimension() * p.ksLevel();
    }

    @Override
    public int maskWords(Parameters p) {
      return p.lweDimension();
    }

    @Override
    public int bodyWords(Parameters p) {
      return 1;
    }
  };

  /** What programmable bootstraps need. */
  public static final Set<KeyPart> FOR_BOOTSTRAPS = Set.of(BOOTSTRAPPING, KEYSWITCHING);

  private final int code;
  private final String description;

  KeyPart(int code, String description) {
    this.code = code;
    this.description = description;
  }

  /** The number in byte formats; never reused. */
  public int code() {
    return code;
  }

  /** The name in a sentence: {@code keyswitching key}. */
  public String description() {
    return description;
  }

  /** Number of rows. */
  public abstract long rows(Parameters p);

  /** Mask words of a row. */
  public abstract int maskWords(Parameters p);

  /** Body words of a row. */
  public abstract int bodyWords(Parameters p);

  /** Body words of all rows: what a seeded part stores. */
  public long words(Parameters p) {
    return rows(p) * bodyWords(p);
  }
}
