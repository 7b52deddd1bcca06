package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The operating system's randomness, refused where it is evidently none: a generator that is stuck, that repeats
 * itself, or of which each instance begins alike. That finds broken and replaced providers; it cannot find a weak one.
 *
 * <p>A sound generator is refused with probability below 2^-110.
 */
final class SystemRandomness {
  private static final int PROBE_BYTES = 16;

  private SystemRandomness() {
  }

  /**
   * The generator that this JVM prefers.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when two of them began alike in this JVM
   */
  static SecureRandom open() {
    SecureRandom random = new SecureRandom();
    if (!Instances.DIFFER) {
      throw broken(random, "begins alike in each instance");
    }
    return random;
  }

  /** Compared once in a JVM. */
  private static final class Instances {
    private static final boolean DIFFER = differ(new SecureRandom(), new SecureRandom());
  }

  /** Whether two generators begin otherwise. */
  static boolean differ(SecureRandom one, SecureRandom other) {
    byte[] first = new byte[PROBE_BYTES];
    byte[] second = new byte[PROBE_BYTES];
    one.nextBytes(first);
    other.nextBytes(second);
    return !Arrays.equals(first, second);
  }

  /**
   * Fills an array, and draws as many bytes once more to compare with.
   *
   * @param out at least 16 bytes; wiped when they are refused
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when both draws are equal or one is a single repeated
   *     byte
   */
  static void fill(SecureRandom random, byte[] out) {
    byte[] next = new byte[out.length];
    random.nextBytes(out);
    random.nextBytes(next);
    boolean stuck = Arrays.equals(out, next) | oneByteAlone(out) | oneByteAlone(next);
    Arrays.fill(next, (byte) 0);
    if (stuck) {
      Arrays.fill(out, (byte) 0);
      throw broken(random, "gives the same bytes again and again");
    }
  }

  private static boolean oneByteAlone(byte[] bytes) {
    int difference = 0;
    for (byte b : bytes) {
      difference |= b ^ bytes[0];
    }
    return difference == 0;
  }

  private static NightjarException broken(SecureRandom random, String fault) {
    return new NightjarException(ErrorCode.SELF_TEST_FAILED, "SecureRandom " + random.getAlgorithm()
        + " of the security provider " + random.getProvider().getName() + " " + fault
        + ", so that no key can be made from it; remove that provider from java.security, or put the JDK's own (SUN) "
        + "before it, and start again");
  }
}
