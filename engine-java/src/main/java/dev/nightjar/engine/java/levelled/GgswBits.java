package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.engine.java.machine.Slots;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The GGSW ciphertexts of a query's bits, each a block with the rows of the mask part and then those of the body part.
 * Rows of the body part in words are made when a constant is first multiplied by a bit, and kept. Memory is given back
 * when it is closed and no evaluation uses it any more.
 */
final class GgswBits implements ExpandedBits {
  private final LevelledKey key;
  private final LevelledShape shape;
  private final Slots<double[]> blocks;
  /** Body rows of each bit in words: {@code levels} ciphertexts, or null. */
  private final AtomicReferenceArray<long[]> words;
  private final AtomicLong wordBytes = new AtomicLong();

  private int users = 1;
  private boolean closed;

  GgswBits(LevelledKey key, LevelledPool pool, int count) {
    this.key = key;
    this.shape = pool.shape();
    this.blocks = new Slots<>(pool.doubles, shape.ggswSize());
    this.words = new AtomicReferenceArray<>(count);
    for (int bit = 0; bit < count; bit++) {
      blocks.take();
    }
  }

  /** Whether a key made it. */
  boolean isOf(LevelledKey other) {
    return key == other;
  }

  /** The array of a bit's block. */
  double[] array(int bit) {
    return blocks.array(bit);
  }

  /** Where the block begins there. */
  int at(int bit) {
    return blocks.at(bit);
  }

  /**
   * The body rows of a bit in words: mask and body of each, {@link LevelledKernel#stride} apart, the most significant
   * level first. Two threads may make them at once; one is kept.
   */
  long[] bodyRows(int bit, LevelledContext context) {
    long[] known = words.get(bit);
    if (known != null) {
      return known;
    }
    int levels = shape.levelled().body().level();
    long[] made = new long[levels * LevelledKernel.COLUMNS * context.stride];
    for (int level = 0, to = 0; level < levels; level++) {
      for (int column = 0; column < LevelledKernel.COLUMNS; column++, to += context.stride) {
        context.kernel.getRow(array(bit), at(bit), shape.rows(), shape.slotsPerBit() + level, column);
        context.kernel.writeProduct(column, made, to);
      }
    }
    if (words.compareAndSet(bit, null, made)) {
      wordBytes.addAndGet(8L * made.length);
    }
    return words.get(bit);
  }

  @Override
  public int count() {
    return words.length();
  }

  @Override
  public long memoryBytes() {
    return blocks.memoryBytes() + wordBytes.get();
  }

  /** Begins an evaluation, which {@link #release} ends. */
  synchronized void use() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "these expanded bits are closed");
    }
    users++;
  }

  /** Ends an evaluation. */
  synchronized void release() {
    if (--users == 0) {
      blocks.close();
      for (int bit = 0; bit < words.length(); bit++) {
        words.set(bit, null);
      }
      wordBytes.set(0);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }
}
