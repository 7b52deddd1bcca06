package dev.nightjar.engine.java.machine;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Large arrays of one length that are used again and again, since new ones would have to be filled with zeros first.
 * What nobody uses may be reclaimed by the garbage collector when memory becomes scarce. Thread-safe.
 *
 * @param <A> {@code long[]}, {@code double[]} or {@code int[]}
 */
public final class Chunks<A> {
  private final Supplier<A> allocate;
  private final int length;
  private final ConcurrentLinkedDeque<SoftReference<A>> free = new ConcurrentLinkedDeque<>();

  private Chunks(int length, Supplier<A> allocate) {
    this.length = length;
    this.allocate = allocate;
  }

  /** Chunks with room for a number of words, or more. */
  public static Chunks<long[]> ofWords(int words) {
    int length = Buffers.allocateWords(words).length;
    return new Chunks<>(length, () -> new long[length]);
  }

  /** Chunks with room for a number of doubles, or more. */
  public static Chunks<double[]> ofDoubles(int doubles) {
    int length = Buffers.allocate(doubles).length;
    return new Chunks<>(length, () -> new double[length]);
  }

  /** Chunks of so many ints, from 0 on. */
  public static Chunks<int[]> ofInts(int length) {
    return new Chunks<>(length, () -> new int[length]);
  }

  /** Elements of a chunk of words or doubles from {@link Buffers#START} on. */
  int room() {
    return length - Buffers.START;
  }

  /** Bytes of a chunk of words or doubles. */
  long bytes() {
    return 8L * length;
  }

  /** A chunk with any contents. */
  public A take() {
    for (SoftReference<A> reference = free.poll(); reference != null; reference = free.poll()) {
      A chunk = reference.get();
      if (chunk != null) {
        return chunk;
      }
    }
    return allocate.get();
  }

  /** Gives a chunk back, which its last user no longer touches. */
  public void give(A chunk) {
    free.push(new SoftReference<>(chunk));
  }
}
