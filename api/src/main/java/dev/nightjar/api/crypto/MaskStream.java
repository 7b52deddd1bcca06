package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.AesCtr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The public mask words of a seeded object: AES-128 in counter mode under the object's public seed.
 *
 * <p>Row {@code r} of width {@code w} words starts at 16-byte counter block {@code r * ceil(w / 2)}; the initial
 * counter block is the 128-bit big-endian block number, and the key stream is read as little-endian 64-bit words. Any
 * row can therefore be expanded alone and in any order, which is what makes key loading parallel. The seed is public:
 * it travels with the key or ciphertext (see {@code docs/wire-format.md}).
 *
 * <p>Not thread-safe; make one per thread.
 */
public final class MaskStream {
  /** Length of a seed in bytes. */
  public static final int SEED_BYTES = 16;

  private static final int CHUNK_BYTES = 8192;

  private final AesCtr aes;
  private final byte[] stream = new byte[CHUNK_BYTES];
  private final LongBuffer words = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();

  /**
   * A stream under a public seed.
   *
   * @param seed {@value #SEED_BYTES} bytes, copied
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when this JVM computes wrong masks
   */
  public MaskStream(byte[] seed) {
    this(AesCtr.of(checked(seed)));
    if (!KnownAnswer.GIVEN) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED,
          "mask streams fail their self-test on this JVM: use another JDK");
    }
  }

  private MaskStream(AesCtr aes) {
    this.aes = aes;
  }

  private static byte[] checked(byte[] seed) {
    Objects.requireNonNull(seed, "seed");
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a mask seed has " + SEED_BYTES + " bytes, not " + seed.length);
    }
    return seed;
  }

  /** The self-test, once in a JVM. */
  private static final class KnownAnswer {
    private static final boolean GIVEN = given();

    private static boolean given() {
      byte[] seed = new byte[SEED_BYTES];
      for (int i = 0; i < seed.length; i++) {
        seed[i] = (byte) i;
      }
      try (AesCtr aes = AesCtr.of(seed)) {
        return givesKnownAnswer(aes);
      } catch (RuntimeException e) {
        return false;
      }
    }
  }

  /** Whether row 1 of width 3 is what a second implementation gives for it, under the seed 00 01 … 0f. */
  static boolean givesKnownAnswer(AesCtr aes) {
    long[] row = new long[3];
    new MaskStream(aes).row(1, row.length, row, 0);
    return Arrays.equals(row, new long[] {0x8ca69b995387d649L, 0x9db08160687a89e3L, 0x38c26a342e2badb9L});
  }

  /**
   * Writes the words of one row.
   *
   * @param row row number, from 0; {@code (row + 1) * ceil(width / 2)} stays below 2^63
   * @param width words in every row of this object; fixes where a row starts
   * @param out receives {@code width} words from {@code offset} on
   */
  public void row(long row, int width, long[] out, int offset) {
    Objects.checkFromIndexSize(offset, width, out.length);
    aes.seek(0, firstBlock(row, width));
    for (int done = 0; done < width; ) {
      int chunk = Math.min(width - done, CHUNK_BYTES / Long.BYTES);
      aes.keyStream(stream, 0, chunk * Long.BYTES);
      words.get(0, out, offset + done, chunk);
      done += chunk;
    }
  }

  private static long firstBlock(long row, int width) {
    long blocks = (width + 1L) / 2;
    if (row < 0 || row > (Long.MAX_VALUE - blocks) / Math.max(1, blocks)) {
      throw new IllegalArgumentException("row " + row + " of " + width + " words is outside the mask stream");
    }
    return row * blocks;
  }
}
