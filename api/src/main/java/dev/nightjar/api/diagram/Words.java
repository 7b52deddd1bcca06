package dev.nightjar.api.diagram;

import java.util.Arrays;

/** Torus words in an array that grows. Not thread-safe. */
final class Words {
  private long[] values = new long[16];
  private int size;

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    values[size++] = value;
  }

  /** Drops all from an index on. */
  void cut(int newSize) {
    size = newSize;
  }

  long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
