package dev.nightjar.api.params;

/**
 * What a parameter set promises of one look-up.
 *
 * @param messageBits p, 1 to 8: a look-up has {@code 2^p} boxes under one padding bit
 * @param norm2 largest 2-norm, over bootstrapped ciphertexts, of the linear part in front of a look-up; 1 to 2^20
 * @param failureLog2 log2 of the largest failure probability of one such look-up, for example -64; -1024 to -1
 */
public record Promise(int messageBits, double norm2, int failureLog2) {
  private static final int MAX_MESSAGE_BITS = 8;
  static final double MAX_NORM2 = 1 << 20;
  private static final int MIN_FAILURE_LOG2 = -1024;

  /** Checks the ranges. */
  public Promise {
    ParameterChecks.requireRange("number of message bits", messageBits, 1, MAX_MESSAGE_BITS);
    requireNorm2(norm2);
    ParameterChecks.requireRange("log2 of the failure probability", failureLog2, MIN_FAILURE_LOG2, -1);
  }

  static void requireNorm2(double norm2) {
    if (!(norm2 >= 1 && norm2 <= MAX_NORM2)) {
      throw ParameterChecks.refused("the 2-norm must be 1 to " + (long) MAX_NORM2 + ", not " + norm2);
    }
  }
}
