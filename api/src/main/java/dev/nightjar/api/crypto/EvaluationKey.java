package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;

/**
 * What a server needs to bootstrap: a seeded bootstrapping key (BSK) and a seeded keyswitching key (KSK). Public.
 *
 * <p>Bodies are stored, masks come from two public seeds. Word order is that of TFHE-rs 0.10 and later: the BSK as
 * {@code [i < n][level ℓ…1][row ≤ k][N body words]}, row {@code r < k} encrypting {@code -s_i S_r q/B^level} and row
 * {@code k} encrypting {@code s_i q/B^level}; the KSK as {@code [i < kN][level ℓ'…1]}, one body word each, encrypting
 * {@code S_i q/β^level} under the small key. The BSK of an unrolled set goes on with n/2 GGSW ciphertexts more, in the
 * same order of levels and rows, which encrypt the products {@code s_0 s_1, s_2 s_3, …} as the others do the bits.
 *
 * <p>The arrays are large (tens of megabytes) and are therefore <em>not</em> copied: whoever builds the key hands them
 * over, and nobody writes to them afterwards. Safe to share between threads under that rule.
 */
public final class EvaluationKey {
  private final Parameters parameters;
  private final byte[] bskSeed;
  private final long[] bskBodies;
  private final byte[] kskSeed;
  private final long[] kskBodies;

  /**
   * A key over arrays that it takes over.
   *
   * @param bskBodies {@link #bskBodyWords} words
   * @param kskBodies {@link #kskBodyWords} words
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when a length does not fit the parameters
   */
  public EvaluationKey(Parameters parameters, byte[] bskSeed, long[] bskBodies, byte[] kskSeed, long[] kskBodies) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    require("bootstrapping key seed", "bytes", bskSeed.length, MaskStream.SEED_BYTES);
    require("keyswitching key seed", "bytes", kskSeed.length, MaskStream.SEED_BYTES);
    require("bootstrapping key", "body words", bskBodies.length, bskBodyWords(parameters));
    require("keyswitching key", "body words", kskBodies.length, kskBodyWords(parameters));
    this.bskSeed = bskSeed.clone();
    this.bskBodies = bskBodies;
    this.kskSeed = kskSeed.clone();
    this.kskBodies = kskBodies;
  }

  private static void require(String what, String unit, long found, long expected) {
    if (found != expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the " + what + " has " + found + " " + unit + " where its parameters need " + expected);
    }
  }

  /** Body words of a seeded BSK: {@code g ℓ (k+1) N}, g being {@link Parameters#ggswCount}. */
  public static long bskBodyWords(Parameters p) {
    return (long) p.ggswCount() * p.pbsLevel() * (p.glweDimension() + 1) * p.polynomialSize();
  }

  /** Body words of a seeded KSK: {@code kN ℓ'}. */
  public static long kskBodyWords(Parameters p) {
    return (long) p.bigLweDimension() * p.ksLevel();
  }

  /** The parameter set of this key. */
  public Parameters parameters() {
    return parameters;
  }

  /** Number of GLWE rows in the BSK: {@code g ℓ (k+1)}, g being {@link Parameters#ggswCount}. */
  public int bskRows() {
    return Math.toIntExact(bskBodyWords(parameters) / parameters.polynomialSize());
  }

  /** Number of LWE rows in the KSK: {@code kN ℓ'}. */
  public int kskRows() {
    return Math.toIntExact(kskBodyWords(parameters));
  }

  /** A stream of BSK masks: row {@code r}, width {@code kN}. One per thread. */
  public MaskStream bskMasks() {
    return new MaskStream(bskSeed);
  }

  /** A stream of KSK masks: row {@code r}, width {@code n}. One per thread. */
  public MaskStream kskMasks() {
    return new MaskStream(kskSeed);
  }

  /** The BSK bodies themselves, not to be written to. */
  public long[] bskBodies() {
    return bskBodies;
  }

  /** The KSK bodies themselves, not to be written to. */
  public long[] kskBodies() {
    return kskBodies;
  }

  /** The public seed of the BSK masks, a copy. */
  public byte[] bskSeed() {
    return bskSeed.clone();
  }

  /** The public seed of the KSK masks, a copy. */
  public byte[] kskSeed() {
    return kskSeed.clone();
  }

  /**
   * Writes one full BSK row: k mask polynomials, then the body; {@code (k+1) N} words.
   *
   * @param masks this key's {@link #bskMasks()}, owned by the calling thread
   */
  public void expandBskRow(MaskStream masks, int row, long[] out, int offset) {
    int n = parameters.polynomialSize();
    int kn = parameters.bigLweDimension();
    Objects.checkIndex(row, bskRows());
    Objects.checkFromIndexSize(offset, kn + n, out.length);
    masks.row(row, kn, out, offset);
    System.arraycopy(bskBodies, row * n, out, offset + kn, n);
  }

  /**
   * Writes one full KSK row: n mask words, then the body; {@code n + 1} words.
   *
   * @param masks this key's {@link #kskMasks()}, owned by the calling thread
   */
  public void expandKskRow(MaskStream masks, int row, long[] out, int offset) {
    int n = parameters.lweDimension();
    Objects.checkIndex(row, kskRows());
    Objects.checkFromIndexSize(offset, n + 1, out.length);
    masks.row(row, n, out, offset);
    out[offset + n] = kskBodies[row];
  }

  @Override
  public String toString() {
    return "EvaluationKey[" + parameters.id() + "]";
  }
}
