package dev.nightjar.api.diagram;

import dev.nightjar.api.diagram.Diagram.Kind;
import java.util.Arrays;

/** Steps in the order in which they were made, each once: a hash table with open addressing finds equal ones. */
final class StepTable {
  private static final Kind[] KINDS = Kind.values();

  private final Numbers kind = new Numbers();
  private final Numbers bit = new Numbers();
  private final Numbers first = new Numbers();
  private final Numbers second = new Numbers();
  private final Numbers amount = new Numbers();
  private final Numbers terms = new Numbers();
  private final Words words = new Words();
  /** Numbers of steps plus one; 0 where there is none. */
  private int[] slots = new int[64];
  /** Not known to whoever wrote a diagram: no bytes can be made whose steps collide. */
  private final long salt = mix(System.nanoTime() ^ System.identityHashCode(this));

  int count() {
    return kind.size();
  }

  Kind kind(int step) {
    return KINDS[kind.get(step)];
  }

  int first(int step) {
    return first.get(step);
  }

  int amount(int step) {
    return amount.get(step);
  }

  int start(int step) {
    return amount.get(step);
  }

  int length(int step) {
    return second.get(step);
  }

  long word(int step, int index) {
    return words.get(first.get(step) + index);
  }

  /** All coefficients of a constant. */
  long[] polynomial(int step, int size) {
    long[] all = new long[size];
    addTo(all, step);
    return all;
  }

  void addTo(long[] polynomial, int step) {
    for (int i = 0; i < length(step); i++) {
      polynomial[start(step) + i] += word(step, i);
    }
  }

  int constant(int start, long[] from, int begin, int end) {
    int at = words.size();
    requireRoom("words of constants", (long) at + end - begin, Diagram.MAX_WORDS);
    for (int i = begin; i < end; i++) {
      words.add(from[i]);
    }
    int step = add(Kind.CONSTANT, -1, at, end - begin, start);
    if (step + 1 < count() || first(step) != at) {
      words.cut(at);
    }
    return step;
  }

  int sum(int[] summands) {
    int at = terms.size();
    requireRoom("summands", (long) at + summands.length, Diagram.MAX_TERMS);
    for (int term : summands) {
      terms.add(term);
    }
    int step = add(Kind.SUM, -1, at, summands.length, 0);
    if (step + 1 < count() || first(step) != at) {
      terms.cut(at);
    }
    return step;
  }

  /** The step with these fields, a new one if there is none. */
  int add(Kind newKind, int newBit, int newFirst, int newSecond, int newAmount) {
    int candidate = count();
    requireRoom("steps", candidate + 1L, Diagram.MAX_STEPS);
    kind.add(newKind.ordinal());
    bit.add(newBit);
    first.add(newFirst);
    second.add(newSecond);
    amount.add(newAmount);
    if (2 * (candidate + 1) > slots.length) {
      grow();
    }
    int slot = slotOf(candidate);
    if (slots[slot] != 0) {
      kind.cut(candidate);
      bit.cut(candidate);
      first.cut(candidate);
      second.cut(candidate);
      amount.cut(candidate);
      return slots[slot] - 1;
    }
    slots[slot] = candidate + 1;
    return candidate;
  }

  private static void requireRoom(String what, long count, int most) {
    if (count > most) {
      throw DiagramBuilder.invalid("a diagram has at most " + most + " " + what + ": use fewer or smaller trees");
    }
  }

  private void grow() {
    int[] old = slots;
    slots = new int[2 * old.length];
    for (int entry : old) {
      if (entry != 0) {
        slots[slotOf(entry - 1)] = entry;
      }
    }
  }

  /** The slot of a step or of one equal to it, or the free one where it belongs. */
  private int slotOf(int step) {
    int slot = (int) hash(step) & slots.length - 1;
    while (slots[slot] != 0 && !equal(slots[slot] - 1, step)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private long hash(int step) {
    long h = mix(salt ^ kind.get(step) * 31L + bit.get(step)) ^ amount.get(step);
    switch (kind(step)) {
      case CONSTANT -> {
        for (int i = 0; i < length(step); i++) {
          h = mix(h) ^ word(step, i);
        }
      }
      case SUM -> {
        for (int i = 0; i < length(step); i++) {
          h = mix(h) ^ terms.get(first.get(step) + i);
        }
      }
      case SELECT, ROTATE, SHIFT -> h = mix(mix(h) ^ first.get(step)) ^ second.get(step);
    }
    return mix(h);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): not for secrets. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private boolean equal(int a, int b) {
    if (kind.get(a) != kind.get(b) || bit.get(a) != bit.get(b) || second.get(a) != second.get(b)
        || amount.get(a) != amount.get(b)) {
      return false;
    }
    boolean equal = true;
    switch (kind(a)) {
      case CONSTANT -> {
        for (int i = 0; equal && i < length(a); i++) {
          equal = word(a, i) == word(b, i);
        }
      }
      case SUM -> {
        for (int i = 0; equal && i < length(a); i++) {
          equal = terms.get(first.get(a) + i) == terms.get(first.get(b) + i);
        }
      }
      case SELECT, ROTATE, SHIFT -> equal = first.get(a) == first.get(b);
    }
    return equal;
  }

  /** For each step its number among those that outputs need, or -1. */
  int[] needed(Numbers outputs) {
    int[] kept = new int[count()];
    for (int i = 0; i < outputs.size(); i++) {
      kept[outputs.get(i)] = 1;
    }
    for (int step = count() - 1; step >= 0; step--) {
      if (kept[step] != 0) {
        mark(step, kept);
      }
    }
    int next = 0;
    for (int step = 0; step < kept.length; step++) {
      kept[step] = kept[step] == 0 ? -1 : next++;
    }
    return kept;
  }

  private void mark(int step, int[] kept) {
    switch (kind(step)) {
      case CONSTANT -> { }
      case SELECT -> {
        kept[first.get(step)] = 1;
        kept[second.get(step)] = 1;
      }
      case ROTATE, SHIFT -> kept[first.get(step)] = 1;
      case SUM -> {
        for (int i = 0; i < length(step); i++) {
          kept[terms.get(first.get(step) + i)] = 1;
        }
      }
    }
  }

  /** The kept steps under their new numbers. */
  DiagramSteps only(int[] kept) {
    int count = (int) Arrays.stream(kept).filter(number -> number >= 0).count();
    DiagramSteps out = new DiagramSteps(new byte[count], new int[count], new int[count], new int[count],
        new int[count], new int[keptLength(Kind.SUM, kept)], new long[keptLength(Kind.CONSTANT, kept)]);
    int nextTerm = 0;
    int nextWord = 0;
    for (int step = 0; step < kept.length; step++) {
      int to = kept[step];
      if (to >= 0) {
        out.kind[to] = (byte) kind.get(step);
        out.bit[to] = bit.get(step);
        out.amount[to] = amount.get(step);
        out.second[to] = kind(step) == Kind.SELECT ? kept[second.get(step)] : second.get(step);
        switch (kind(step)) {
          case CONSTANT -> {
            out.first[to] = nextWord;
            for (int i = 0; i < length(step); i++) {
              out.words[nextWord++] = word(step, i);
            }
          }
          case SUM -> {
            out.first[to] = nextTerm;
            for (int i = 0; i < length(step); i++) {
              out.terms[nextTerm++] = kept[terms.get(first.get(step) + i)];
            }
          }
          case SELECT, ROTATE, SHIFT -> out.first[to] = kept[first.get(step)];
        }
      }
    }
    return out;
  }

  private int keptLength(Kind of, int[] kept) {
    int sum = 0;
    for (int step = 0; step < kept.length; step++) {
      sum += kept[step] >= 0 && kind(step) == of ? length(step) : 0;
    }
    return sum;
  }
}
