package dev.nightjar.runtime.execution;

import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.AesCtr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The server's randomness for hiding one answer: AES-256 in counter mode under a key that the operating system draws
 * for this answer alone. Each output has a stream of its own, whose number is the upper half of the initial counter
 * block, so that no two outputs ever share a word. What it gives is as secret as the model: it is wiped when it is
 * closed.
 */
final class AnswerRandom implements AutoCloseable {
  private static final int KEY_BYTES = 32;
  private static final int CHUNK_BYTES = 8192;

  /** Twice the number of ternary values: of 63 random bits r, {@code 6 r / 2^64} is uniform on 0 to 2 within 2^-61. */
  private static final long TERNARY = 6;

  private final byte[] key = new byte[KEY_BYTES];

  AnswerRandom(SecureRandom system) {
    system.nextBytes(key);
  }

  /** The words of one output; for one thread, which closes it. To be called once for an output. */
  Stream output(int index) {
    return new Stream(AesCtr.of(key), index);
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  /** Draws in constant time: no branch and no index depends on what is drawn. */
  static final class Stream implements AutoCloseable {
    private final AesCtr aes;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final LongBuffer words = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();

    private Stream(AesCtr aes, int index) {
      this.aes = aes;
      aes.seek(index, 0);
    }

    /** Sets coefficients to -1, 0 or 1, each as likely as the others. */
    void ternary(long[] out) {
      for (int done = 0; done < out.length; done += words.capacity()) {
        int count = next(out.length - done);
        for (int i = 0; i < count; i++) {
          out[done + i] = Math.multiplyHigh(words.get(i) >>> 1, TERNARY) - 1;
        }
      }
    }

    /** Sets coefficients to draws of a distribution. */
    void set(TUniform distribution, long[] out) {
      Arrays.fill(out, 0);
      add(distribution, out);
    }

    /** Adds noise to words. */
    void add(TUniform noise, long[] to) {
      for (int done = 0; done < to.length; done += words.capacity()) {
        int count = next(to.length - done);
        for (int i = 0; i < count; i++) {
          to[done + i] += noise.of(words.get(i));
        }
      }
    }

    /** The sum of some draws of noise. */
    long sum(TUniform noise, int draws) {
      next(draws);
      long sum = 0;
      for (int i = 0; i < draws; i++) {
        sum += noise.of(words.get(i));
      }
      return sum;
    }

    /** Draws the next words, as many as wanted or as the buffer holds. */
    private int next(int wanted) {
      int count = Math.min(wanted, words.capacity());
      aes.keyStream(chunk, 0, count * Long.BYTES);
      return count;
    }

    @Override
    public void close() {
      aes.close();
      Arrays.fill(chunk, (byte) 0);
    }
  }
}
