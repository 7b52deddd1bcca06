package dev.nightjar.runtime.execution;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Arrays of words that the runs of a circuit use one after the other, since new ones for each would fill the heap
 * between two collections soon. What nobody uses may be reclaimed by the garbage collector when memory becomes scarce.
 *
 * <p>An array holds what another caller's run left in it: whoever takes one writes every word before it reads any.
 * Thread-safe.
 */
final class WordMemory {
  private final Map<Integer, ConcurrentLinkedDeque<SoftReference<long[]>>> free = new ConcurrentHashMap<>();

  /** An array of exactly so many words, with any contents. */
  long[] take(int words) {
    ConcurrentLinkedDeque<SoftReference<long[]>> idle = free.get(words);
    if (idle != null) {
      for (SoftReference<long[]> reference = idle.poll(); reference != null; reference = idle.poll()) {
        long[] array = reference.get();
        if (array != null) {
          return array;
        }
      }
    }
    return new long[words];
  }

  /** Gives an array back, once, which its last user no longer touches. */
  void give(long[] array) {
    free.computeIfAbsent(array.length, words -> new ConcurrentLinkedDeque<>()).push(new SoftReference<>(array));
  }
}
