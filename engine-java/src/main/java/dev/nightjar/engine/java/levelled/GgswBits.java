package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.engine.java.machine.Slots;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The GGSW ciphertexts of a query's bits, each a block with the rows of the mask part and then those of the body part.
 * Rows of the body part in words are made when a constant is first multiplied by a bit, and kept. Memory is given back
 * when it is closed and no evaluation uses it any more.
 */
final class GgswBits implements ExpandedBits {
  private final LevelledKey key;
  private final LevelledShape shape;
  private final Slots<double[]> blocks;
  private final Slots<long[]> words;
  /** For each bit the place of its body rows in words, {@code levels} ciphertexts, and 1; 0 where there is none yet. */
  private final AtomicIntegerArray places;

  private int users = 1;
  private boolean closed;

  GgswBits(LevelledKey key, LevelledPool pool, int count) {
    this.key = key;
    this.shape = pool.shape();
    this.blocks = new Slots<>(pool.doubles, shape.ggswSize());
    this.words = new Slots<>(pool.words, pool.bodyRowWords());
    this.places = new AtomicIntegerArray(count);
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
   * The place of the body rows of a bit in words: mask and body of each, {@link LevelledKernel#stride} apart, the most
   * significant level first. Two threads may make them at once; those of one are kept.
   */
  int bodyRows(int bit, LevelledContext context) {
    int known = places.get(bit);
    if (known != 0) {
      return known - 1;
    }
    int made = words.take();
    write(bit, context, words.array(made), words.at(made));
    if (!places.compareAndSet(bit, 0, made + 1)) {
      words.give(made);
    }
    return places.get(bit) - 1;
  }

  private void write(int bit, LevelledContext context, long[] out, int at) {
    for (int level = 0, to = at; level < shape.levelled().body().level(); level++) {
      for (int column = 0; column < LevelledKernel.COLUMNS; column++, to += context.stride) {
        context.kernel.getRow(array(bit), at(bit), shape.rows(), shape.slotsPerBit() + level, column);
        context.kernel.writeProduct(column, out, to);
      }
    }
  }

  /** The array that body rows lie in. */
  long[] wordArray(int place) {
    return words.array(place);
  }

  /** Where they begin there. */
  int wordsAt(int place) {
    return words.at(place);
  }

  @Override
  public int count() {
    return places.length();
  }

  @Override
  public long memoryBytes() {
    return blocks.memoryBytes() + words.memoryBytes();
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
      words.close();
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
