package dev.nightjar.api.diagram;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.diagram.Diagram.Kind;
import java.util.Arrays;

/**
 * Puts a diagram together, step by step. Each method gives the number of a value, which later steps may read. Steps
 * that were made before are not made again, and what changes nothing makes no step; what no output needs is left out in
 * the end. Everything that is done to constants alone, but for products with bits, is computed at once. Not
 * thread-safe.
 *
 * <p>All methods throw {@code INVALID_MODEL} for a value or bit that does not exist, and when the diagram becomes
 * larger than {@link Diagram} allows.
 */
public final class DiagramBuilder {
  private final int polynomialSize;
  private final int bits;
  private final StepTable steps = new StepTable();
  private final Numbers outputs = new Numbers();

  DiagramBuilder(int polynomialSize, int bits) {
    if (polynomialSize < 2 || polynomialSize > 1 << 16 || Integer.bitCount(polynomialSize) != 1) {
      throw invalid("the polynomial size of a diagram is a power of two, 2 to 65536, not " + polynomialSize);
    }
    if (bits < 1 || bits > Diagram.MAX_BITS) {
      throw invalid("a diagram reads 1 to " + Diagram.MAX_BITS + " bits, not " + bits);
    }
    this.polynomialSize = polynomialSize;
    this.bits = bits;
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** A trivial ciphertext of {@code word · X^0}. */
  public int constant(long word) {
    return run(0, new long[] {word}, 0, 1);
  }

  /**
   * A trivial ciphertext of a polynomial.
   *
   * @param coefficients at most N, from that of {@code X^0} on; copied
   */
  public int table(long[] coefficients) {
    return table(0, coefficients);
  }

  /**
   * A trivial ciphertext of a polynomial whose other coefficients are zero.
   *
   * @param start the power of X of the first coefficient
   * @param coefficients such that all are below {@code X^N}; copied
   */
  public int table(int start, long[] coefficients) {
    if (start < 0 || (long) start + coefficients.length > polynomialSize) {
      throw invalid(coefficients.length + " coefficients from X^" + start + " on do not fit in a polynomial of "
          + polynomialSize);
    }
    return run(start, coefficients, 0, coefficients.length);
  }

  /** A constant without the zeros at its ends. */
  private int run(int start, long[] words, int from, int to) {
    int first = from;
    int end = to;
    while (end > first && words[end - 1] == 0) {
      end--;
    }
    while (first < end && words[first] == 0) {
      first++;
    }
    return steps.constant(first == end ? 0 : start + first - from, words, first, end);
  }

  /** The first value where a bit is 0, the second where it is 1. */
  public int select(int bit, int zero, int one) {
    requireBit(bit);
    requireValue(zero);
    requireValue(one);
    return zero == one ? zero : steps.add(Kind.SELECT, bit, zero, one, 0);
  }

  /**
   * A value times {@code X^(-amount·bit)}.
   *
   * @param amount 1 to {@code 2N - 1}
   */
  public int rotate(int bit, int source, int amount) {
    requireBit(bit);
    requireValue(source);
    if (amount < 1 || amount >= 2 * polynomialSize) {
      throw invalid("a rotation turns by 1 to " + (2 * polynomialSize - 1) + ", not by " + amount);
    }
    return isZero(source) ? source : steps.add(Kind.ROTATE, bit, source, -1, amount);
  }

  /**
   * A value times {@code X^(-amount)}.
   *
   * @param amount any number; multiples of 2N change nothing
   */
  public int shift(int source, int amount) {
    requireValue(source);
    int turn = Math.floorMod(amount, 2 * polynomialSize);
    if (turn == 0) {
      return source;
    }
    if (steps.kind(source) == Kind.CONSTANT) {
      return shiftedConstant(source, turn);
    }
    if (steps.kind(source) == Kind.SHIFT) {
      return shift(steps.first(source), steps.amount(source) + turn);
    }
    return steps.add(Kind.SHIFT, -1, source, -1, turn);
  }

  /** The sum of values, at least one, of which any may be there several times. */
  public int sum(int... values) {
    if (values.length == 0) {
      throw invalid("a sum has at least one value");
    }
    int[] terms = new int[values.length];
    int count = 0;
    long[] constants = null;
    int constant = -1;
    for (int value : values) {
      requireValue(value);
      if (steps.kind(value) != Kind.CONSTANT) {
        terms[count++] = value;
      } else if (constant < 0) {
        constant = value;
      } else {
        constants = constants == null ? steps.polynomial(constant, polynomialSize) : constants;
        steps.addTo(constants, value);
      }
    }
    if (constants != null) {
      constant = table(constants);
    }
    if (constant >= 0 && (count == 0 || !isZero(constant))) {
      terms[count++] = constant;
    }
    return count == 1 ? terms[0] : steps.sum(sorted(terms, count));
  }

  private static int[] sorted(int[] terms, int count) {
    int[] sorted = Arrays.copyOf(terms, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Makes a value the next output; one value may be several of them. */
  public void output(int value) {
    requireValue(value);
    if (outputs.size() == Diagram.MAX_OUTPUTS) {
      throw invalid("a diagram has at most " + Diagram.MAX_OUTPUTS + " outputs");
    }
    outputs.add(value);
  }

  /** Number of values so far. */
  public int values() {
    return steps.count();
  }

  /** The diagram of the outputs, at least one. */
  public Diagram build() {
    if (outputs.size() == 0) {
      throw invalid("a diagram has at least one output");
    }
    int[] kept = steps.needed(outputs);
    int[] renumbered = new int[outputs.size()];
    Arrays.setAll(renumbered, i -> kept[outputs.get(i)]);
    return new Diagram(polynomialSize, bits, steps.only(kept), renumbered);
  }

  private int shiftedConstant(int source, int turn) {
    int length = steps.length(source);
    int first = Math.floorMod(steps.start(source) - turn, 2 * polynomialSize);
    int start = first % polynomialSize;
    if (length <= polynomialSize - start) {
      long[] words = new long[length];
      for (int i = 0; i < length; i++) {
        words[i] = first < polynomialSize ? steps.word(source, i) : -steps.word(source, i);
      }
      return run(start, words, 0, length);
    }
    long[] all = new long[polynomialSize];
    for (int i = 0; i < length; i++) {
      int at = (first + i) % (2 * polynomialSize);
      all[at % polynomialSize] = at < polynomialSize ? steps.word(source, i) : -steps.word(source, i);
    }
    return table(all);
  }

  private boolean isZero(int value) {
    return steps.kind(value) == Kind.CONSTANT && steps.length(value) == 0;
  }

  private void requireBit(int bit) {
    if (bit < 0 || bit >= bits) {
      throw invalid("a step reads bit " + bit + " of " + bits);
    }
  }

  private void requireValue(int value) {
    if (value < 0 || value >= steps.count()) {
      throw invalid("a step reads value " + value + " of the " + steps.count() + " that there are");
    }
  }
}
