package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.LongSupplier;

/**
 * The address of a stored evaluation key. Not a secret: who may use a key is decided by its {@link KeyOwner}.
 *
 * @param value in {@code [0, 2^53)}, so that it survives JSON readers that know only doubles
 */
public record Uid(long value) implements Comparable<Uid> {
  /** Bits of a uid. */
  public static final int BITS = 53;

  /**
   * A uid of its number.
   *
   * @throws NightjarException {@code INVALID_NAME} when the number is outside {@code [0, 2^53)}
   */
  public Uid {
    if (value >>> BITS != 0) {
      throw invalid();
    }
  }

  /**
   * Reads a uid.
   *
   * @param text 1 to 16 decimal ASCII digits; leading zeros are allowed
   * @throws NightjarException {@code INVALID_NAME} for anything else
   */
  public static Uid parse(String text) {
    if (!text.matches("[0-9]{1,16}")) {
      throw invalid();
    }
    return new Uid(Long.parseLong(text));
  }

  /**
   * Draws a uid.
   *
   * @param randomBits gives 64 random bits, of which the lowest 53 are taken. A store takes them from {@link
   *     java.security.SecureRandom}, so that uids cannot be guessed
   */
  public static Uid random(LongSupplier randomBits) {
    return new Uid(randomBits.getAsLong() & (1L << BITS) - 1);
  }

  private static NightjarException invalid() {
    return new NightjarException(ErrorCode.INVALID_NAME, "a uid is an integer from 0 to 2^53 - 1 in decimal digits");
  }

  @Override
  public int compareTo(Uid other) {
    return Long.compare(value, other.value);
  }

  /** The number in decimal digits: {@link #parse} reads it. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
