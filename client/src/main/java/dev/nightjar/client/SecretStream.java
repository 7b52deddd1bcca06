package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.AesCtr;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Secret bytes, key coefficients and noise from AES-256 in counter mode. The initial counter block is the stream
 * number (64 bits, big-endian: a byte of domain, 56 bits of index), then 64 zero bits.
 *
 * <p>Constant time: which bytes are read and how they are combined does not depend on their values. Not
 * thread-safe.
 */
final class SecretStream implements AutoCloseable {
  private static final int CHUNK_BYTES = 8192;
  private static final int INDEX_BITS = 56;
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final AesCtr aes;
  /** Padded, so that a whole word can be read at the last byte of a chunk. */
  private final byte[] chunk = new byte[CHUNK_BYTES + Long.BYTES];

  /**
   * All streams under a generator's key.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when this JVM computes wrong streams
   */
  SecretStream(byte[] generatorKey) {
    this(AesCtr.of(generatorKey));
    if (!KnownAnswers.GIVEN) {
      close();
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED,
          "streams of secret randomness fail their self-test on this JVM: use another JDK");
    }
  }

  private SecretStream(AesCtr aes) {
    this.aes = aes;
  }

  /** The self-test, once in a JVM. */
  private static final class KnownAnswers {
    private static final boolean GIVEN = given();

    private static boolean given() {
      byte[] key = new byte[SecretRandom.KEY_BYTES];
      for (int i = 0; i < key.length; i++) {
        key[i] = (byte) i;
      }
      try (AesCtr aes = AesCtr.of(key)) {
        return givesKnownAnswers(aes);
      } catch (RuntimeException e) {
        return false;
      }
    }
  }

  /** Whether key bits and noise are what a second implementation draws under the key 00 01 … 1f. */
  static boolean givesKnownAnswers(AesCtr aes) {
    SecretStream stream = new SecretStream(aes);
    long[] masks = new long[Long.SIZE];
    stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
    stream.nextBitMasks(masks);
    long bits = 0;
    for (int i = 0; i < masks.length; i++) {
      bits |= masks[i] & 1L << i;
    }
    long[] noise = new long[4];
    stream.seek(SecretRandom.Domain.CIPHERTEXT, 7);
    stream.addNoise(new TUniform(42), noise, 0, noise.length);
    return bits == 0x1c41116a8419b5c7L
        && Arrays.equals(noise, new long[] {-3564067040395L, -955427146737L, -2011782910338L, 1772954495697L});
  }

  /** Goes to the beginning of a stream. */
  void seek(SecretRandom.Domain domain, long index) {
    Objects.checkIndex(index, 1L << INDEX_BITS);
    aes.seek((long) (domain.ordinal() + 1) << INDEX_BITS | index, 0);
  }

  /** The next bytes of the stream. */
  void nextBytes(byte[] out, int offset, int length) {
    aes.keyStream(out, offset, length);
  }

  /** Fills an array with uniform key bits as masks: 0 for a zero bit, -1 for a one bit. */
  void nextBitMasks(long[] masks) {
    for (int done = 0; done < masks.length; ) {
      int step = Math.min(masks.length - done, CHUNK_BYTES * Byte.SIZE);
      nextBytes(chunk, 0, (step + Byte.SIZE - 1) / Byte.SIZE);
      for (int i = 0; i < step; i++) {
        masks[done + i] = -(long) (chunk[i >> 3] >> (i & 7) & 1);
      }
      done += step;
    }
  }

  /**
   * Fills an array with ternary coefficients: a little-endian word r of 64 bits for each, of which {@code
   * floor(3r / 2^64) - 1} is taken. Of the 2^64 words, 0 and 1 have a third each and -1 one more: no key of N is more
   * than {@code 1 + N 2^-63} times as likely as if all were equally likely, and so is no attack on it.
   */
  void nextTernary(long[] coefficients) {
    int perChunk = CHUNK_BYTES / Long.BYTES;
    for (int done = 0; done < coefficients.length; ) {
      int step = Math.min(coefficients.length - done, perChunk);
      nextBytes(chunk, 0, step * Long.BYTES);
      for (int i = 0; i < step; i++) {
        long r = (long) LONG_LE.get(chunk, i * Long.BYTES);
        long low = 3 * (r & 0xffffffffL) >>> Integer.SIZE;
        coefficients[done + i] = (3 * (r >>> Integer.SIZE) + low >>> Integer.SIZE) - 1;
      }
      done += step;
    }
  }

  /**
   * Adds TUniform(b) noise to torus words: {@code ceil((b+2)/8)} little-endian bytes for each, of which the
   * low {@code b + 2} bits {@code r} give {@code (r >> 1) + (r & 1) - 2^b}.
   */
  void addNoise(TUniform noise, long[] words, int offset, int count) {
    int bits = noise.boundLog2() + 2;
    int bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
    long mask = -1L >>> (Long.SIZE - bits);
    long bound = 1L << noise.boundLog2();
    int perChunk = CHUNK_BYTES / bytes;
    for (int done = 0; done < count; ) {
      int step = Math.min(count - done, perChunk);
      nextBytes(chunk, 0, step * bytes);
      for (int i = 0; i < step; i++) {
        long r = (long) LONG_LE.get(chunk, i * bytes) & mask;
        words[offset + done + i] += (r >>> 1) + (r & 1) - bound;
      }
      done += step;
    }
  }

  /** Wipes the key and what was drawn last. */
  @Override
  public void close() {
    aes.close();
    Arrays.fill(chunk, (byte) 0);
  }
}
