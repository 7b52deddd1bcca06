package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Levelled;
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
  },

  /**
   * GLWE ciphertexts of the images of the GLWE key under automorphisms {@code σ_g: X → X^g}, for the expansion of a
   * query's bits in a levelled set. Rows are {@code [step][galois element][level ℓ…1]}, in the order of
   * {@link Levelled#galoisElements}, each a mask and a body polynomial of N words, encrypting
   * {@code σ_g(S) q/B^level}.
   */
  AUTOMORPHISM(3, "automorphism key") {
    @Override
    public long rows(Parameters p) {
      return levelled(p).automorphismRows();
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
   * GLWE ciphertexts of the square of the GLWE key, which make the mask part of a GGSW ciphertext from its body part.
   * Rows are {@code [level ℓ…1]}, each a mask and a body polynomial of N words, encrypting {@code S² q/B^level}.
   */
  SCHEME_SWITCH(4, "scheme-switching key") {
    @Override
    public long rows(Parameters p) {
      return levelled(p).schemeSwitch().level();
    }

    @Override
    public int maskWords(Parameters p) {
      return p.bigLweDimension();
    }

    @Override
    public int bodyWords(Parameters p) {
      return p.polynomialSize();
    }
  };

  /** What programmable bootstraps need. */
  public static final Set<KeyPart> FOR_BOOTSTRAPS = Set.of(BOOTSTRAPPING, KEYSWITCHING);

  /** What levelled computation needs. */
  public static final Set<KeyPart> FOR_LEVELLED = Set.of(AUTOMORPHISM, SCHEME_SWITCH);

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

  private static Levelled levelled(Parameters p) {
    return p.levelled().orElseThrow(() -> new NightjarException(ErrorCode.INVALID_PARAMETERS, p.id()
        + " is no levelled set and has no automorphism or scheme-switching key"));
  }

  /** Whether keys of a set have this part. */
  public boolean isOf(Parameters p) {
    return p.bootstraps() ? FOR_BOOTSTRAPS.contains(this) : FOR_LEVELLED.contains(this);
  }

  /** The parts of a whole key of a set: {@link #FOR_BOOTSTRAPS} or {@link #FOR_LEVELLED}. */
  public static Set<KeyPart> allOf(Parameters p) {
    return p.bootstraps() ? FOR_BOOTSTRAPS : FOR_LEVELLED;
  }

  /** Number of rows; as all of these, refused with {@code INVALID_PARAMETERS} where the set has no such part. */
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
