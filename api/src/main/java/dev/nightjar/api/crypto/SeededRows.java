package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Objects;

/**
 * One part of an evaluation key as it travels: the bodies of all rows, and the public seed that their masks come from
 * ({@link MaskStream}). The bodies are tens of megabytes and are <em>not</em> copied: the caller hands them over, and
 * nobody writes to them afterwards. Safe to share between threads under that rule.
 */
public final class SeededRows {
  private final byte[] seed;
  private final long[] bodies;
  private final int rows;
  private final int maskWords;
  private final int bodyWords;

  /**
   * The rows of a part.
   *
   * @param seed {@link MaskStream#SEED_BYTES} bytes, copied
   * @param bodies {@link KeyPart#words} words, taken over
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when a length does not fit the parameters
   */
  public SeededRows(KeyPart part, Parameters parameters, byte[] seed, long[] bodies) {
    require(part.description() + " seed", "bytes", seed.length, MaskStream.SEED_BYTES);
    require(part.description(), "body words", bodies.length, part.words(parameters));
    this.seed = seed.clone();
    this.bodies = bodies;
    this.rows = Math.toIntExact(part.rows(parameters));
    this.maskWords = part.maskWords(parameters);
    this.bodyWords = part.bodyWords(parameters);
  }

  private static void require(String what, String unit, long found, long expected) {
    if (found != expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the " + what + " has " + found + " " + unit + " where its parameters need " + expected);
    }
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Words of an expanded row: mask and body. */
  public int rowWords() {
    return maskWords + bodyWords;
  }

  /** The public seed, a copy. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The bodies themselves, row by row, not to be written to. */
  public long[] bodies() {
    return bodies;
  }

  /** A stream of masks for {@link #expand}. One per thread. */
  public MaskStream masks() {
    return new MaskStream(seed);
  }

  /**
   * Writes one full row, the mask and then the body; {@link #rowWords} words.
   *
   * @param masks from {@link #masks}, owned by the calling thread
   * @param row row number, from 0
   * @param out receives the row from {@code offset} on
   */
  public void expand(MaskStream masks, int row, long[] out, int offset) {
    Objects.checkIndex(row, rows);
    Objects.checkFromIndexSize(offset, rowWords(), out.length);
    masks.row(row, maskWords, out, offset);
    System.arraycopy(bodies, row * bodyWords, out, offset + maskWords, bodyWords);
  }
}
