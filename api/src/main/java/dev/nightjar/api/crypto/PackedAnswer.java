package dev.nightjar.api.crypto;

import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Objects;

/**
 * Outputs that are coefficients of GLWE ciphertexts ({@link AnswerPacking}): of each ciphertext the k mask polynomials,
 * and of the body the coefficients that are outputs.
 *
 * <p>This is a mutable buffer, as {@link LweList} is. Not thread-safe for overlapping writes; distinct ciphertexts may
 * be written by distinct threads.
 */
public final class PackedAnswer {
  private final Parameters parameters;
  private final AnswerPacking packing;
  private final long[] masks;
  private final long[] bodies;

  /**
   * An answer, all words zero.
   *
   * @throws dev.nightjar.api.NightjarException {@code INVALID_MODEL} when the packing does not fit the parameters
   */
  public PackedAnswer(Parameters parameters, AnswerPacking packing) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.packing = Objects.requireNonNull(packing, "packing");
    packing.requireFits(parameters);
    masks = new long[Math.multiplyExact(packing.ciphertexts(), parameters.bigLweDimension())];
    bodies = new long[packing.count()];
  }

  /** The parameter set. */
  public Parameters parameters() {
    return parameters;
  }

  /** Where the outputs are. */
  public AnswerPacking packing() {
    return packing;
  }

  /** Number of outputs. */
  public int count() {
    return packing.count();
  }

  /** Number of GLWE ciphertexts. */
  public int ciphertexts() {
    return packing.ciphertexts();
  }

  /** The mask polynomials of all ciphertexts, kN words each: the array itself. */
  public long[] masks() {
    return masks;
  }

  /** One word for each output: the array itself. */
  public long[] bodies() {
    return bodies;
  }

  /**
   * Writes one output as an LWE ciphertext, by sample extraction: coefficient h of a ciphertext (A, B) has the mask
   * {@code a_j = A_{h-j}} for {@code j <= h} and {@code -A_{N+h-j}} above.
   *
   * @param to gets kN words of mask and the body, from {@code at} on
   */
  public void extract(int output, long[] to, int at) {
    Objects.checkIndex(output, count());
    int n = parameters.polynomialSize();
    int dimension = parameters.bigLweDimension();
    int h = packing.coefficient(output);
    int from = packing.ciphertext(output) * dimension;
    for (int c = 0; c < dimension; c += n) {
      for (int j = 0; j < n; j++) {
        to[at + c + j] = j <= h ? masks[from + c + h - j] : -masks[from + c + n + h - j];
      }
    }
    to[at + dimension] = bodies[output];
  }

  /**
   * Takes over an output from its LWE ciphertext, the inverse of {@link #extract(int, long[], int)}: its word and the
   * masks of its ciphertext, which all outputs of it must have in common.
   *
   * @param from kN words of mask and the body, from {@code at} on
   */
  public void insert(int output, long[] from, int at) {
    Objects.checkIndex(output, count());
    int n = parameters.polynomialSize();
    int dimension = parameters.bigLweDimension();
    int h = packing.coefficient(output);
    int to = packing.ciphertext(output) * dimension;
    for (int c = 0; c < dimension; c += n) {
      for (int j = 0; j < n; j++) {
        masks[to + c + j] = j <= h ? from[at + c + h - j] : -from[at + c + n + h - j];
      }
    }
    bodies[output] = from[at + dimension];
  }

  /** All outputs as LWE ciphertexts, which take as many words as if they had never been packed. */
  public LweList extract() {
    LweList out = LweList.allocate(parameters.bigLweDimension(), count());
    for (int i = 0; i < count(); i++) {
      extract(i, out.words(), out.offset(i));
    }
    return out;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedAnswer that && parameters.equals(that.parameters) && packing.equals(that.packing)
        && Arrays.equals(masks, that.masks) && Arrays.equals(bodies, that.bodies);
  }

  @Override
  public int hashCode() {
    return Objects.hash(packing, Arrays.hashCode(masks), Arrays.hashCode(bodies));
  }
}
