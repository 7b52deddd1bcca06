package dev.nightjar.api.crypto;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;

/**
 * Where the bits of a levelled query stand. Level j of bit i, j from 1 to ℓ, is slot {@code i ℓ + j - 1}; slot k lies
 * in GLWE ciphertext {@code k >> h}, in the coefficient whose index is the h bits of {@code k mod 2^h} in reverse
 * order, so that the slots of a partly filled ciphertext come out first when it is expanded. Its word is the bit times
 * {@code 2^(64 - b j - h)}: the expansion multiplies by {@code 2^h}.
 *
 * @param slotsLog2 h
 * @param mask base log b and level ℓ
 */
public record PackedBits(int slotsLog2, Gadget mask) {
  /** Checks that the least slot has a torus word. */
  public PackedBits {
    if (slotsLog2 < 1 || slotsLog2 > 15 || mask.baseLog() * mask.level() + slotsLog2 > Long.SIZE) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "2^" + slotsLog2 + " slots of " + mask.level()
          + " levels of base 2^" + mask.baseLog() + " do not fit torus words: h is 1 to 15, and h plus all levels at"
          + " most " + Long.SIZE + " bits");
    }
  }

  /**
   * The layout of a parameter set.
   *
   * @throws NightjarException {@code INVALID_PARAMETERS} for a set that is not levelled
   */
  public static PackedBits of(Parameters p) {
    Levelled levelled = p.levelled().orElseThrow(() -> new NightjarException(ErrorCode.INVALID_PARAMETERS, p.id()
        + " is no levelled set and has no layout of bits"));
    return new PackedBits(levelled.slotsLog2(), levelled.mask());
  }

  /** Slots of so many bits. */
  public int slots(int bits) {
    return Math.multiplyExact(bits, mask.level());
  }

  /** GLWE ciphertexts of so many bits. */
  public int ciphertexts(int bits) {
    return (int) (((long) slots(bits) + (1L << slotsLog2) - 1) >> slotsLog2);
  }

  /** The coefficient of its ciphertext that a slot is. */
  public int coefficient(int slot) {
    return Integer.reverse(slot << Integer.SIZE - slotsLog2);
  }

  /** The index of a slot in the coefficients of all ciphertexts of a query. */
  public int index(int slot, int polynomialSize) {
    return (slot >> slotsLog2) * polynomialSize + coefficient(slot);
  }

  /** log2 of the word of a slot whose bit is 1. */
  public int wordLog2(int slot) {
    return Long.SIZE - mask.baseLog() * (slot % mask.level() + 1) - slotsLog2;
  }

  /** The bit that plaintext coefficients hold, N for each ciphertext. */
  public long bit(int bit, long[] plaintext, int polynomialSize) {
    int slot = bit * mask.level();
    return plaintext[index(slot, polynomialSize)] >>> wordLog2(slot) & 1;
  }
}
