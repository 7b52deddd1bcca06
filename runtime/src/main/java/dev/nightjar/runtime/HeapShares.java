package dev.nightjar.runtime;

/**
 * What of the heap is set aside for what grows with requests, unless a host says otherwise. All shares together are
 * seven eighths of the heap, so that budgets that are used up leave room for the server itself.
 *
 * @param buffers for the bodies of requests, in bytes
 * @param storedKeys for evaluation keys in a store in memory
 * @param loadedKeys for evaluation keys in the engine's form
 * @param expandedBits for the expanded bits of levelled queries
 */
public record HeapShares(long buffers, long storedKeys, long loadedKeys, long expandedBits) {
  /** Shares of a heap of so many bytes. */
  public static HeapShares of(long heapBytes) {
    if (heapBytes < 1) {
      throw new IllegalArgumentException("a heap has at least one byte, not " + heapBytes);
    }
    return new HeapShares(heapBytes / 4, heapBytes / 8, heapBytes / 4, heapBytes / 4);
  }

  /** Shares of this JVM's heap ({@code -Xmx}). */
  public static HeapShares ofThisJvm() {
    return of(Runtime.getRuntime().maxMemory());
  }
}
