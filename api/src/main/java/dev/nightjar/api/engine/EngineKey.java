package dev.nightjar.api.engine;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
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
   * One programmable bootstrap for each input: keyswitch to dimension n, mean-compensated modulus switch with the half
   * step that centres the boxes ({@link LookupTables#evaluate} is the noiseless result), blind rotation of the chosen
   * table's test polynomial, sample extraction. Blocks until the whole batch is done.
   *
   * @param in ciphertexts under the big key, dimension {@code kN}; not changed
   * @param tables the look-up tables, made for this key's polynomial size
   * @param tableOf for each input the index of its table
   * @param out receives {@code in.count() * tables.outputs()} ciphertexts of dimension {@code kN}: output
   *     {@code o} of input {@code i} at {@code i * tables.outputs() + o}; must not share its array with {@code in}
   * @throws NightjarException {@code SHAPE_MISMATCH} when dimensions or counts do not fit
   */
  void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out);

  /** Frees the key. Idempotent. Batches that are running finish first. */
  @Override
  void close();
}
