package dev.nightjar.api.diagram;

import java.util.Arrays;
import java.util.Objects;

/**
 * A program over GLWE values in single-assignment form: step i makes value i from values of earlier steps and from
 * encrypted bits, each a GGSW ciphertext. Equal steps are made once, and each step is needed by an output. Immutable
 * and thread-safe; steps lie in flat arrays, so that a diagram may have millions.
 *
 * <p>Values are polynomials modulo {@code X^N + 1} on torus words, encrypted. What is computed of them is exact but for
 * noise, see {@code api.circuit.DiagramNoise}.
 */
public final class Diagram {
  /** Most steps. */
  public static final int MAX_STEPS = 1 << 22;

  /** Most summands of all sums together. */
  public static final int MAX_TERMS = 1 << 23;

  /** Most words of all constants together. */
  public static final int MAX_WORDS = 1 << 25;

  /** Most encrypted bits: as many as a query ever holds. */
  public static final int MAX_BITS = 1 << 18;

  /** Most outputs. */
  public static final int MAX_OUTPUTS = 1 << 16;

  /** What a step does. The order is that of the codes in byte formats. */
  public enum Kind {
    /** A trivial ciphertext of a polynomial whose coefficients are zero but for a run of words. */
    CONSTANT,

    /** CMUX: {@code first + bit ⊡ (second - first)}, the first value where the bit is 0, the second where it is 1. */
    SELECT,

    /** {@code first · X^(-amount·bit)}: coefficient {@code amount·bit} comes to 0. */
    ROTATE,

    /** {@code first · X^(-amount)}, without a bit. */
    SHIFT,

    /** The sum of the step's terms. */
    SUM
  }

  private static final Kind[] KINDS = Kind.values();

  private final int polynomialSize;
  private final int bits;
  private final DiagramSteps steps;
  private final int[] outputs;
  private final int externalProducts;
  private final int trivialProducts;

  Diagram(int polynomialSize, int bits, DiagramSteps steps, int[] outputs) {
    this.polynomialSize = polynomialSize;
    this.bits = bits;
    this.steps = steps;
    this.outputs = outputs;
    int all = 0;
    int trivial = 0;
    for (int i = 0; i < steps.count(); i++) {
      boolean product = kind(i) == Kind.SELECT || kind(i) == Kind.ROTATE;
      all += product ? 1 : 0;
      trivial += product && isTrivialProduct(i) ? 1 : 0;
    }
    externalProducts = all - trivial;
    trivialProducts = trivial;
  }

  /**
   * A builder of diagrams.
   *
   * @param polynomialSize N, a power of two, at least 2
   * @param bits number of encrypted bits, at least 1
   */
  public static DiagramBuilder builder(int polynomialSize, int bits) {
    return new DiagramBuilder(polynomialSize, bits);
  }

  /** N, coefficients of a value. */
  public int polynomialSize() {
    return polynomialSize;
  }

  /** Number of encrypted bits. */
  public int bits() {
    return bits;
  }

  /** Number of steps. */
  public int steps() {
    return steps.count();
  }

  /** Number of outputs. */
  public int outputs() {
    return outputs.length;
  }

  /** The step that is an output. */
  public int output(int index) {
    return outputs[index];
  }

  /** What a step does. */
  public Kind kind(int step) {
    return KINDS[steps.kind[step]];
  }

  /** The bit of a {@code SELECT} or {@code ROTATE}; -1 of other steps. */
  public int bit(int step) {
    return steps.bit[step];
  }

  /** The value for a bit of 0 of a {@code SELECT}, the source of a {@code ROTATE} or {@code SHIFT}; -1 of others. */
  public int first(int step) {
    return hasSource(step) ? steps.first[step] : -1;
  }

  /** The value for a bit of 1 of a {@code SELECT}; -1 of other steps. */
  public int second(int step) {
    return kind(step) == Kind.SELECT ? steps.second[step] : -1;
  }

  private boolean hasSource(int step) {
    return kind(step) == Kind.SELECT || kind(step) == Kind.ROTATE || kind(step) == Kind.SHIFT;
  }

  /** How far a {@code ROTATE} or {@code SHIFT} turns, 1 to {@code 2N - 1}; 0 of other steps. */
  public int amount(int step) {
    return kind(step) == Kind.ROTATE || kind(step) == Kind.SHIFT ? steps.amount[step] : 0;
  }

  /** Number of summands of a {@code SUM}; 0 of other steps. */
  public int terms(int step) {
    return kind(step) == Kind.SUM ? steps.second[step] : 0;
  }

  /** A summand of a {@code SUM}; they ascend, and one may be there several times. */
  public int term(int step, int index) {
    Objects.checkIndex(index, terms(step));
    return steps.terms[steps.first[step] + index];
  }

  /** The first coefficient of a {@code CONSTANT} that is not zero; 0 when all are. */
  public int start(int step) {
    return kind(step) == Kind.CONSTANT ? steps.amount[step] : 0;
  }

  /** Coefficients of a {@code CONSTANT} from {@link #start} to the last that is not zero; 0 when all are. */
  public int length(int step) {
    return kind(step) == Kind.CONSTANT ? steps.second[step] : 0;
  }

  /** Coefficient {@code start + index} of a {@code CONSTANT}. */
  public long word(int step, int index) {
    Objects.checkIndex(index, length(step));
    return steps.words[steps.first[step] + index];
  }

  /** Whether a {@code SELECT} or {@code ROTATE} multiplies a trivial ciphertext, of which only the body has digits. */
  public boolean isTrivialProduct(int step) {
    return switch (kind(step)) {
      case SELECT -> kind(first(step)) == Kind.CONSTANT && kind(second(step)) == Kind.CONSTANT;
      case ROTATE -> kind(first(step)) == Kind.CONSTANT;
      case CONSTANT, SHIFT, SUM -> false;
    };
  }

  /**
   * Whether a {@code SELECT} multiplies words: its sources are constants of one coefficient, the same of both. The
   * product is then a multiple of a row of the bit, without a transform.
   */
  public boolean isWordProduct(int step) {
    return kind(step) == Kind.SELECT && isTrivialProduct(step) && length(first(step)) <= 1 && length(second(step)) <= 1
        && (length(first(step)) == 0 || length(second(step)) == 0 || start(first(step)) == start(second(step)));
  }

  /** Number of external products of ciphertexts that are not trivial. */
  public int externalProducts() {
    return externalProducts;
  }

  /** Number of external products of trivial ciphertexts, which cost little and add little noise. */
  public int trivialProducts() {
    return trivialProducts;
  }

  /** Number of summands of all sums. */
  public int allTerms() {
    return steps.terms.length;
  }

  /** Number of words of all constants. */
  public int allWords() {
    return steps.words.length;
  }

  /**
   * Coefficients of an output, in the clear. Follows the steps that the bits choose and no others, so that a wide
   * diagram costs no more than what one input passes.
   *
   * @param bits 0 or 1 for each bit
   * @param output number of the output, from 0
   * @param coefficients wanted ones, 0 to {@code N - 1}
   * @return a torus word for each of them
   */
  public long[] evaluate(long[] bits, int output, int[] coefficients) {
    if (bits.length != this.bits) {
      throw DiagramBuilder.invalid("the diagram reads " + this.bits + " bits, not " + bits.length);
    }
    for (int c : coefficients) {
      Objects.checkIndex(c, polynomialSize);
    }
    return new ClearPath(this, bits, coefficients).from(outputs[output]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Diagram that && polynomialSize == that.polynomialSize && bits == that.bits
        && steps.sameAs(that.steps) && Arrays.equals(outputs, that.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(polynomialSize, bits, steps.hash(), Arrays.hashCode(outputs));
  }

  @Override
  public String toString() {
    return "Diagram[" + bits + " bits, " + steps() + " steps, " + externalProducts + " external products, "
        + outputs.length + " outputs]";
  }
}
