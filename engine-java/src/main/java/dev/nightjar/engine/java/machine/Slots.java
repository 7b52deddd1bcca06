package dev.nightjar.engine.java.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places of one size in {@link Chunks}, numbered from 0, which are taken and given back one by one. Those that were
 * given back last are taken first, since they may still be in a cache. Thread-safe.
 *
 * @param <A> {@code long[]} or {@code double[]}
 */
public final class Slots<A> implements AutoCloseable {
  private final Chunks<A> chunks;
  private final int size;
  private final int perChunk;

  private final List<A> held = new ArrayList<>();
  private int[] free = new int[16];
  private int freeCount;
  private int end;

  /**
   * No places yet.
   *
   * @param size elements of each, a multiple of 8
   */
  public Slots(Chunks<A> chunks, int size) {
    this.chunks = chunks;
    this.size = size;
    this.perChunk = chunks.room() / size;
  }

  /** A place that nobody uses, with any contents. */
  public synchronized int take() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    if (end == held.size() * perChunk) {
      held.add(chunks.take());
    }
    return end++;
  }

  /** Gives a place back. */
  public synchronized void give(int slot) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = slot;
  }

  /** The array that a place lies in. */
  public synchronized A array(int slot) {
    return held.get(slot / perChunk);
  }

  /** Where it begins there. */
  public int at(int slot) {
    return Buffers.START + slot % perChunk * size;
  }

  /** Bytes of the chunks that are held. */
  public synchronized long memoryBytes() {
    return held.size() * chunks.bytes();
  }

  /** Gives all chunks back. */
  @Override
  public synchronized void close() {
    held.forEach(chunks::give);
    held.clear();
    freeCount = 0;
    end = 0;
  }
}
