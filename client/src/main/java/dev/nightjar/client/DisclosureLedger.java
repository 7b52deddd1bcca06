package dev.nightjar.client;

import dev.nightjar.api.NightjarException;
import java.util.OptionalLong;

/**
 * Where the number of bits that were shown under a secret key is kept, as long as the key is. A key that the module
 * {@code client-http} keeps in a file has one beside it; an application that keeps keys elsewhere keeps the number
 * there. Thread-safe, also against other processes that use the same key.
 */
public interface DisclosureLedger {
  /**
   * Bits that were shown so far.
   *
   * @throws NightjarException when they cannot be read
   */
  long spent();

  /**
   * Adds bits, in one step with the comparison. When this returns a sum, the sum is kept even if the machine fails now.
   *
   * @param bits at least 1
   * @param limit that the sum may reach
   * @return the sum; empty when it would be above the limit, and then nothing is added
   * @throws NightjarException when the sum cannot be kept; nothing may be shown then
   */
  OptionalLong add(long bits, long limit);
}
