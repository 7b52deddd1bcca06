package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Parameters;

/**
 * An evaluation key in one engine's private form. Thread-safe; immutable until closed. One that wraps another extends
 * {@link ForwardingEngineKey}.
 */
public interface EngineKey extends AutoCloseable {
  /** The parameter set of the key. */
  Parameters parameters();

  /** Memory that this key holds, in bytes, heap and native together. */
  long memoryBytes();

  /**
   * One programmable bootstrap for each input ({@link Operation#BOOTSTRAP}), with a key that has the parts for it:
   * keyswitch to dimension n, mean-compensated modulus switch with the half
   * step that centres the boxes ({@link LookupTables#evaluate} is the noiseless result), blind rotation of the chosen
   * table's test polynomial, products with the factors of tables of several values ({@link Operation#SEVERAL_VALUES}),
   * sample extraction. Blocks until the whole batch is done.
   *
   * @param in ciphertexts under the big key, dimension {@code kN}; not changed
   * @param tables the look-up tables, made for this key's polynomial size
   * @param tableOf for each input the index of its table
   * @param out receives {@code in.count() * tables.outputs()} ciphertexts of dimension {@code kN}: output
   *     {@code o} of input {@code i} at {@code i * tables.outputs() + o}; must not share its array with {@code in}
   * @throws NightjarException {@code SHAPE_MISMATCH} when dimensions or counts do not fit, {@code UNAVAILABLE} for
   *     tables of several values when the engine lacks the operation
   */
  void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out);

  /**
   * Expands a query of packed bits into GGSW ciphertexts ({@link Operation#LEVELLED}). Blocks until all are there.
   *
   * @param query the query's ciphertexts, those of {@code Levelled.ciphertexts(bits)}; not changed
   * @param bits number of bits
   * @return the bits, which the caller closes; usable with this key alone
   * @throws NightjarException {@code SHAPE_MISMATCH} when the query does not fit the bits or the parameters, {@code
   *     KEY_REQUIRED} when this key has no parts for it, {@code UNAVAILABLE} when the engine lacks the operation
   */
  default ExpandedBits expand(GlweList query, int bits) {
    throw lacking();
  }

  /**
   * Evaluates a diagram on expanded bits ({@link Operation#LEVELLED}). Blocks until all outputs are there.
   *
   * @param diagram the diagram, for this key's polynomial size
   * @param bits of this key; not changed
   * @param bitOf for each bit of the diagram the expanded bit that it is
   * @param out receives the outputs, one ciphertext each
   * @throws NightjarException {@code SHAPE_MISMATCH} when sizes or counts do not fit, {@code UNAVAILABLE} when the
   *     engine lacks the operation
   */
  default void evaluate(Diagram diagram, ExpandedBits bits, int[] bitOf, GlweList out) {
    throw lacking();
  }

  private static NightjarException lacking() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "this engine does not compute levelled models: serve the model "
        + "with one that does, such as the engine java");
  }

  /** Frees the key. Idempotent. Batches that are running finish first. */
  @Override
  void close();
}
