package dev.nightjar.client;

import dev.nightjar.api.params.TUniform;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

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

  private final AesKey key;
  private final Cipher cipher;
  private final byte[] zeros = new byte[CHUNK_BYTES];
  /** Padded, so that a whole word can be read at the last byte of a chunk. */
  private final byte[] chunk = new byte[CHUNK_BYTES + Long.BYTES];
  private final byte[] counter = new byte[16];
  private boolean positioned;

  SecretStream(byte[] generatorKey) {
    key = new AesKey(generatorKey);
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES/CTR, which every Java platform must provide", e);
    }
  }

  /** Goes to the beginning of a stream. */
  void seek(SecretRandom.Domain domain, long index) {
    Objects.checkIndex(index, 1L << INDEX_BITS);
    ByteBuffer.wrap(counter).putLong((long) (domain.ordinal() + 1) << INDEX_BITS | index).putLong(0);
    init();
    positioned = true;
  }

  private void init() {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/CTR refused a 32-byte key; this JDK restricts key sizes", e);
    }
  }

  /** The next bytes of the stream. */
  void nextBytes(byte[] out, int offset, int length) {
    if (!positioned) {
      throw new IllegalStateException("no stream was chosen");
    }
    try {
      for (int done = 0; done < length; ) {
        int step = Math.min(length - done, CHUNK_BYTES);
        cipher.update(zeros, 0, step, out, offset + done);
        done += step;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/CTR gave no key stream", e);
    }
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

  /**
   * Wipes the key and what was drawn last; the JDK's cipher is re-keyed with zeros, which replaces its
   * schedule.
   */
  @Override
  public void close() {
    key.destroy();
    Arrays.fill(chunk, (byte) 0);
    Arrays.fill(counter, (byte) 0);
    positioned = false;
    init();
  }

  /** An AES key whose bytes can be wiped, which those of {@link javax.crypto.spec.SecretKeySpec} cannot. */
  private static final class AesKey implements javax.crypto.SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    AesKey(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }

    @Override
    public void destroy() {
      Arrays.fill(bytes, (byte) 0);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
      throw new NotSerializableException("a secret key");
    }
  }
}
