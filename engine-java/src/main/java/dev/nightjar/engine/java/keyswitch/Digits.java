package dev.nightjar.engine.java.keyswitch;

/** Signed decomposition of torus words for the keyswitch. */
final class Digits {
  private Digits() {}

  /**
   * Rounds {@code word} to the closest multiple of {@code 2^64/β^ℓ'} and writes its ℓ' signed digits, the
   * least significant first. Digits lie in {@code [-β/2, β/2]}; a tie at β/2 is decided by the next digit,
   * which makes their mean zero (the rule of TFHE-rs).
   */
  static void decompose(long word, int baseLog, int levels, int[] out, int at) {
    long rest = (word >>> (63 - baseLog * levels)) + 1 >>> 1;
    long mask = (1L << baseLog) - 1;
    for (int l = 0; l < levels; l++) {
      long digit = rest & mask;
      rest >>>= baseLog;
      long carry = ((digit - 1 | rest) & digit) >>> (baseLog - 1);
      rest += carry;
      out[at + l] = (int) (digit - (carry << baseLog));
    }
  }
}
