package dev.nightjar.client;

import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.AesCtr;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Secret bytes, key bits and noise from AES-256 in counter mode. The initial counter block is the stream
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

  SecretStream(byte[] generatorKey) {
    aes = AesCtr.of(generatorKey);
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
