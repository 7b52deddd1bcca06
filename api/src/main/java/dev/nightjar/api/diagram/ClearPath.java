package dev.nightjar.api.diagram;

import java.util.Arrays;

/**
 * The clear evaluation of one output. Starts with the output at turn 0 and replaces the last step of what is left by
 * those that it reads, each with the power of X that stands before it, until only constants were met. A step that is
 * reached on several ways with the same turn is visited once, with the number of ways; a heap keeps the last step
 * first.
 */
final class ClearPath {
  private final Diagram diagram;
  private final long[] bits;
  private final int[] coefficients;
  private final int turn;
  private final long[] sums;
  private long[] heap = new long[64];
  private long[] ways = new long[64];
  private int size;

  ClearPath(Diagram diagram, long[] bits, int[] coefficients) {
    this.diagram = diagram;
    this.bits = bits;
    this.coefficients = coefficients;
    turn = 2 * diagram.polynomialSize();
    sums = new long[coefficients.length];
  }

  long[] from(int output) {
    push(output, 0, 1);
    while (size > 0) {
      long place = heap[0];
      long count = 0;
      while (size > 0 && heap[0] == place) {
        count += pop();
      }
      visit((int) (place / turn), (int) (place % turn), count);
    }
    return sums;
  }

  private void visit(int step, int by, long count) {
    switch (diagram.kind(step)) {
      case CONSTANT -> add(step, by, count);
      case SELECT -> push(bits[diagram.bit(step)] == 0 ? diagram.first(step) : diagram.second(step), by, count);
      case ROTATE -> push(diagram.first(step),
          bits[diagram.bit(step)] == 0 ? by : by + diagram.amount(step), count);
      case SHIFT -> push(diagram.first(step), by + diagram.amount(step), count);
      case SUM -> {
        for (int t = 0; t < diagram.terms(step); t++) {
          push(diagram.term(step, t), by, count);
        }
      }
    }
  }

  /** Coefficient c of {@code P X^(-by)} is coefficient {@code c + by} of P, with the sign of {@code X^N = -1}. */
  private void add(int step, int by, long count) {
    int start = diagram.start(step);
    int length = diagram.length(step);
    int n = turn / 2;
    for (int i = 0; i < coefficients.length; i++) {
      int at = (coefficients[i] + by) % turn;
      int index = at % n - start;
      if (index >= 0 && index < length) {
        long word = diagram.word(step, index);
        sums[i] += count * (at < n ? word : -word);
      }
    }
  }

  private void push(int step, int by, long count) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      ways = Arrays.copyOf(ways, 2 * size);
    }
    long place = (long) step * turn + by % turn;
    int at = size++;
    while (at > 0 && heap[(at - 1) / 2] < place) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    heap[at] = place;
    ways[at] = count;
  }

  /** Takes the first entry away and gives its number of ways. */
  private long pop() {
    final long count = ways[0];
    size--;
    long place = heap[size];
    final long way = ways[size];
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= place) {
        break;
      }
      move(child, at);
      at = child;
    }
    heap[at] = place;
    ways[at] = way;
    return count;
  }

  private void move(int from, int to) {
    heap[to] = heap[from];
    ways[to] = ways[from];
  }
}
