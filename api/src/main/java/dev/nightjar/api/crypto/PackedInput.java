package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import java.util.Objects;

/**
 * A query: a few seeded GLWE ciphertexts, each a body polynomial; the masks come from the public seed.
 *
 * <p>Ciphertext {@code g} has body {@code B_g = Σ_c A_{g,c} S_c + M_g + E_g} in {@code Z_{2^64}[X]/(X^N+1)}, with mask
 * polynomial {@code A_{g,c}} = row {@code g} of width {@code kN} of the {@link MaskStream}, words
 * {@code [cN, (c+1)N)}. The last of them may be encryptions of zero, from which a server makes others to hide its model
 * in the answer ({@link Rerandomisation}). Immutable; arrays are copied in and out.
 */
public final class PackedInput {
  /** Most GLWE ciphertexts a query may have. */
  public static final int MAX_CIPHERTEXTS = 1024;

  private final Parameters parameters;
  private final byte[] seed;
  private final long[] bodies;
  private final int zeros;

  /**
   * A query without encryptions of zero.
   *
   * @param seed public mask seed, {@link MaskStream#SEED_BYTES} bytes
   * @param bodies {@code count * N} torus words, a whole number of polynomials
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when the lengths do not fit the parameters
   */
  public PackedInput(Parameters parameters, byte[] seed, long[] bodies) {
    this(parameters, seed, bodies, 0);
  }

  /**
   * The same, with or without them.
   *
   * @param zeros ciphertexts at the end that encrypt zero: none, or a multiple of {@link Rerandomisation#zeros}, behind
   *     at least one other
   */
  public PackedInput(Parameters parameters, byte[] seed, long[] bodies, int zeros) {
    this.zeros = zeros;
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    if (seed.length != MaskStream.SEED_BYTES) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "a packed input has a seed of " + MaskStream.SEED_BYTES + " bytes, not " + seed.length);
    }
    int n = parameters.polynomialSize();
    if (bodies.length == 0 || bodies.length % n != 0 || bodies.length / n > MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "a packed input has 1 to " + MAX_CIPHERTEXTS
          + " polynomials of " + n + " words, not " + bodies.length + " words");
    }
    if (zeros < 0 || zeros % Rerandomisation.zeros(parameters) != 0 || bodies.length / n <= zeros) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "a packed input under " + parameters.id() + " ends with a "
          + "multiple of " + Rerandomisation.zeros(parameters) + " encryptions of zero behind what it holds, or with "
          + "none; not with " + zeros + " of " + bodies.length / n);
    }
    this.seed = seed.clone();
    this.bodies = bodies.clone();
  }

  /** The parameter set under which this was encrypted. */
  public Parameters parameters() {
    return parameters;
  }

  /** Number of GLWE ciphertexts, encryptions of zero included. */
  public int count() {
    return bodies.length / parameters.polynomialSize();
  }

  /** How many of them, at the end, encrypt zero so that the answer can be hidden. */
  public int zeros() {
    return zeros;
  }

  /** The public seed, a copy. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The body words, a copy: {@code count * N}. */
  public long[] bodies() {
    return bodies.clone();
  }

  /**
   * The full ciphertexts: {@code count * (k+1) * N} words, ciphertext by ciphertext, the k mask polynomials and then
   * the body, ascending degree.
   */
  public long[] expand() {
    long[] out = new long[expandedWords()];
    expand(out);
    return out;
  }

  /** Words of the full ciphertexts: {@code count * (k+1) * N}. */
  public int expandedWords() {
    return Math.multiplyExact(count(), (parameters.glweDimension() + 1) * parameters.polynomialSize());
  }

  /**
   * Writes what {@link #expand()} gives over whatever an array holds.
   *
   * @param out exactly {@link #expandedWords} words
   * @throws IllegalArgumentException for another length
   */
  public void expand(long[] out) {
    if (out.length != expandedWords()) {
      throw new IllegalArgumentException("the ciphertexts of " + this + " take " + expandedWords() + " words, not "
          + out.length);
    }
    int n = parameters.polynomialSize();
    int k = parameters.glweDimension();
    MaskStream masks = new MaskStream(seed);
    for (int g = 0; g < count(); g++) {
      int at = g * (k + 1) * n;
      masks.row(g, k * n, out, at);
      System.arraycopy(bodies, g * n, out, at + k * n, n);
    }
  }

  @Override
  public String toString() {
    return "PackedInput[" + count() + " GLWE" + (zeros == 0 ? ", " : ", " + zeros + " of them zero, ")
        + parameters.id() + "]";
  }
}
