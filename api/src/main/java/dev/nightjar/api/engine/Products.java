package dev.nightjar.api.engine;

/**
 * Polynomials of integers in one engine's private form, to multiply polynomials of torus words by, in
 * {@code Z_{2^64}[X]/(X^N + 1)}: the masks of a query with the weights of a layer. No key is needed. Thread-safe;
 * immutable until closed.
 */
public interface Products extends AutoCloseable {
  /**
   * Multiplies: {@code out_oc = Σ_i f_oi in_ic}, exactly, for every row o of the factors and every component c. Blocks
   * until all of it is there.
   *
   * @param components polynomials of each input and of each output, such as the k polynomials of a mask
   * @param in N words of each polynomial, ascending degree, input by input; not changed
   * @param out receives the outputs in the same order; another array than {@code in}
   * @throws dev.nightjar.api.NightjarException {@code SHAPE_MISMATCH} when a length does not fit
   */
  void multiply(int components, long[] in, long[] out);

  /** Memory that this holds, in bytes. */
  long memoryBytes();

  /** Frees it. Idempotent. */
  @Override
  void close();
}
