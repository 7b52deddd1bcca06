package dev.nightjar.api.codec;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.AnswerPacking;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Places of an answer's outputs, N times the ciphertext plus the coefficient, as runs of equal distances: outputs of a
 * product of polynomials, and of a table's classes, follow each other so. A run is as long as it can be, so that one
 * packing has one form. Immutable.
 *
 * @param runs in the order of outputs
 */
record PlaceRuns(List<Run> runs) {
  /** First place, distance from each to the next (0 for a single one), and how many: 4 bytes each. */
  private static final int RUN_BYTES = 3 * Integer.BYTES;

  PlaceRuns {
    runs = List.copyOf(runs);
  }

  /** Places at equal distances. */
  private record Run(int first, int step, int length) {
  }

  static PlaceRuns of(AnswerPacking packing, int size) {
    List<Run> runs = new ArrayList<>();
    int count = packing.count();
    for (int from = 0; from < count; ) {
      int first = place(packing, from, size);
      int step = from + 1 < count ? place(packing, from + 1, size) - first : 0;
      int to = from + 1;
      while (to < count && place(packing, to, size) - place(packing, to - 1, size) == step) {
        to++;
      }
      runs.add(new Run(first, to - from > 1 ? step : 0, to - from));
      from = to;
    }
    return new PlaceRuns(runs);
  }

  static int place(AnswerPacking packing, int output, int size) {
    return packing.ciphertext(output) * size + packing.coefficient(output);
  }

  /** The packing of which such places are; {@code INVALID_FORMAT} where they are none. */
  static AnswerPacking packing(int[] places, int size) {
    int[] ciphertext = new int[places.length];
    int[] coefficient = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      ciphertext[i] = Math.floorDiv(places[i], size);
      coefficient[i] = Math.floorMod(places[i], size);
    }
    try {
      return new AnswerPacking(ciphertext, coefficient);
    } catch (NightjarException e) {
      throw Frame.invalid(e.getMessage());
    }
  }

  /** Bytes of the runs and of their number. */
  long bytes() {
    return Integer.BYTES + (long) runs.size() * RUN_BYTES;
  }

  /** Bytes of the number of runs, and of the runs or, where those are no longer, of places instead. */
  static long shorterBytes(AnswerPacking packing, int size) {
    PlaceRuns runs = of(packing, size);
    return runs.areShorter() ? runs.bytes() : Integer.BYTES + (long) packing.count() * Integer.BYTES;
  }

  /** Whether they are fewer bytes than a place for each output. */
  boolean areShorter() {
    return bytes() < (long) runs.stream().mapToInt(Run::length).sum() * Integer.BYTES;
  }

  void write(ByteBuffer b) {
    b.putInt(runs.size());
    runs.forEach(run -> b.putInt(run.first).putInt(run.step).putInt(run.length));
  }

  /** Reads the runs of {@code count} outputs. */
  static PlaceRuns read(ByteBuffer b, int count) {
    int number = b.remaining() < Integer.BYTES ? 0 : b.getInt();
    if (number < 1 || number > count || (long) number * RUN_BYTES > b.remaining()) {
      throw Frame.invalid(Integer.toUnsignedString(number) + " runs of places of " + count + " outputs do not fit in"
          + " the " + b.remaining() + " bytes that are left");
    }
    List<Run> runs = new ArrayList<>();
    int left = count;
    for (int r = 0; r < number; r++) {
      Run run = new Run(b.getInt(), b.getInt(), b.getInt());
      if (run.length < 1 || run.length > left) {
        throw Frame.invalid("run " + r + " of places has " + Integer.toUnsignedString(run.length) + " outputs of the "
            + left + " that are left");
      }
      left -= run.length;
      runs.add(run);
    }
    if (left != 0) {
      throw Frame.invalid("runs of places are of " + (count - left) + " outputs, not of " + count);
    }
    return new PlaceRuns(runs);
  }

  /** The packing that has these places; {@code INVALID_FORMAT} where none has, or shorter runs say the same. */
  AnswerPacking packing(int size) {
    AnswerPacking packing = packing(runs.stream().flatMapToInt(run -> IntStream.range(0, run.length)
        .map(i -> place(run.first, run.step, i))).toArray(), size);
    if (!of(packing, size).equals(this)) {
      throw Frame.invalid("the runs of places are not as long as they can be, the first ones first");
    }
    return packing;
  }

  private static int place(int first, int step, int i) {
    long place = first + (long) step * i;
    if (place != (int) place) {
      throw Frame.invalid("the place " + place + " of an output is out of range");
    }
    return (int) place;
  }
}
