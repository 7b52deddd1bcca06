package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What {@link Parameters} refuses, with the reason and the remedy. */
final class ParameterChecks {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private static final int MAX_LWE_DIMENSION = 16384;
  private static final int MAX_GLWE_DIMENSION = 16;
  private static final int MIN_POLYNOMIAL_SIZE = 256;
  private static final int MAX_POLYNOMIAL_SIZE = 65536;

  /** Digits fit an int with their sign. */
  private static final int MAX_BASE_LOG = 31;

  /** One bit of the 64 stays below the last digit, so that the first rounding has something to round. */
  private static final int MAX_DECOMPOSED_BITS = 63;

  private static final int MAX_MESSAGE_BITS = 8;
  private static final double MAX_NORM2 = 1 << 20;
  private static final int MIN_FAILURE_LOG2 = -1024;

  /** More than a table of 256 boxes ever needs. */
  private static final int MAX_EXTENSION_LOG2 = 5;

  private ParameterChecks() {}

  static void requireConsistent(Parameters p) {
    if (p.id() == null || !ID.matcher(p.id()).matches()) {
      throw refused("the id of a parameter set must match " + ID.pattern() + ", not " + p.id());
    }
    requireRange(p, "LWE dimension n", p.lweDimension(), 1, MAX_LWE_DIMENSION);
    requireRange(p, "GLWE dimension k", p.glweDimension(), 1, MAX_GLWE_DIMENSION);
    requireRange(p, "polynomial size N", p.polynomialSize(), MIN_POLYNOMIAL_SIZE, MAX_POLYNOMIAL_SIZE);
    if (Integer.bitCount(p.polynomialSize()) != 1) {
      throw refused(p.id() + ": the polynomial size N must be a power of two, not " + p.polynomialSize());
    }
    requireRange(p, "big LWE dimension kN", p.bigLweDimension(), MIN_POLYNOMIAL_SIZE, MAX_POLYNOMIAL_SIZE);
    requireDecomposition(p, "PBS", p.pbsBaseLog(), p.pbsLevel());
    requireDecomposition(p, "keyswitch", p.ksBaseLog(), p.ksLevel());
    if (p.lweNoise() == null || p.glweNoise() == null) {
      throw refused(p.id() + ": both the LWE noise and the GLWE noise must be given");
    }
    requireRange(p, "number of message bits", p.messageBits(), 1, MAX_MESSAGE_BITS);
    if (!(p.norm2() >= 1 && p.norm2() <= MAX_NORM2)) {
      throw refused(p.id() + ": the 2-norm must be 1 to " + (long) MAX_NORM2 + ", not " + p.norm2());
    }
    requireRange(p, "log2 of the failure probability", p.failureLog2(), MIN_FAILURE_LOG2, -1);
    requireKeyFamily(p);
    requireRange(p, "log2 of the extension", p.extensionLog2(), 0, MAX_EXTENSION_LOG2);
    requireRange(p, "table size 2^ν N", p.tableSize(), MIN_POLYNOMIAL_SIZE, MAX_POLYNOMIAL_SIZE);
  }

  private static void requireKeyFamily(Parameters p) {
    if (p.blockLength() != 1 && p.blockLength() != Parameters.BLOCK_LENGTH) {
      throw refused(p.id() + ": blocks of the LWE key must have length 1 or " + Parameters.BLOCK_LENGTH + ", not "
          + p.blockLength());
    }
    if (p.lweDimension() % p.blockLength() != 0) {
      throw refused(p.id() + ": the LWE dimension n must be a multiple of the block length " + p.blockLength()
          + ", not " + p.lweDimension());
    }
    if (p.unrolled() && p.blockBinary()) {
      throw refused(p.id() + ": a set has blocks or an unrolled key, not both: choose block length 1");
    }
    if (p.blockBinary() != p.id().endsWith(Parameters.BLOCK_SUFFIX)) {
      throw refused(p.blockBinary()
          ? p.id() + ": the id of a block-binary set must end in " + Parameters.BLOCK_SUFFIX + ", so that nobody uses"
              + " one unawares: call it " + p.id() + Parameters.BLOCK_SUFFIX
          : p.id() + ": only the id of a block-binary set ends in " + Parameters.BLOCK_SUFFIX
              + ": choose another id or block length " + Parameters.BLOCK_LENGTH);
    }
    if (p.unrolled() && p.extensionLog2() != 0) {
      throw refused(p.id() + ": a set is extended or has an unrolled key, not both: choose an extension of log2 0, not "
          + p.extensionLog2());
    }
    if (p.unrolled() && p.lweDimension() % 2 != 0) {
      throw refused(p.id() + ": the LWE dimension n of an unrolled set must be even, not " + p.lweDimension());
    }
    if (p.unrolled() != p.id().endsWith(Parameters.UNROLLED_SUFFIX)) {
      throw refused(p.unrolled()
          ? p.id() + ": the id of an unrolled set must end in " + Parameters.UNROLLED_SUFFIX + ": call it " + p.id()
              + Parameters.UNROLLED_SUFFIX
          : p.id() + ": only the id of an unrolled set ends in " + Parameters.UNROLLED_SUFFIX + ": choose another id");
    }
  }

  static void requireSecurity(Parameters p) {
    requireSecurity(p, p.blockBinary() ? "block-binary LWE key" : "LWE key", "n", p.lweDimension(), p.lweNoise(),
        p.blockLength());
    requireSecurity(p, "GLWE key", "kN", p.bigLweDimension(), p.glweNoise(), 1);
  }

  static void requireFailureBound(Parameters p) {
    double failure = NoiseModel.lookUpFailureLog2(p);
    if (!(failure <= p.failureLog2())) {
      throw refused(String.format(Locale.ROOT,
          "%s: a look-up of %d message bits at 2-norm %s fails with probability 2^%.2f where 2^%d is claimed:"
              + " use fewer message bits, a smaller 2-norm or larger dimensions",
          p.id(), p.messageBits(), p.norm2(), failure, p.failureLog2()));
    }
  }

  private static void requireSecurity(Parameters p, String key, String dimensionName, int dimension,
      TUniform noise, int blockLength) {
    if (blockLength > 1 && !SecurityCurve.holdsFor(dimension, blockLength)) {
      throw refused(p.id() + ": the " + key + " has dimension " + dimensionName + " = " + dimension
          + ", and block-binary keys were estimated for " + SecurityCurve.MIN_BLOCK_DIMENSION + " to "
          + SecurityCurve.MAX_BLOCK_DIMENSION + " alone");
    }
    if (dimension < SecurityCurve.MIN_DIMENSION) {
      throw refused(p.id() + ": the " + key + " has dimension " + dimensionName + " = " + dimension
          + ", and nothing is known to be secure below " + SecurityCurve.MIN_DIMENSION);
    }
    double bits = SecurityCurve.securityBits(dimension, noise.standardDeviationLog2(), blockLength);
    if (bits < SecurityCurve.FLOOR_BITS) {
      int remedy = TUniform.atLeast(
          SecurityCurve.minimalStandardDeviationLog2(dimension, SecurityCurve.FLOOR_BITS, blockLength)).boundLog2();
      throw refused(String.format(Locale.ROOT,
          "%s: the %s (%s = %d, noise TUniform(%d)) has %.1f bits of security where %d are required:"
              + " use TUniform(%d) or a larger %s",
          p.id(), key, dimensionName, dimension, noise.boundLog2(), Math.floor(bits * 10) / 10,
          SecurityCurve.FLOOR_BITS, remedy, dimensionName));
    }
  }

  private static void requireDecomposition(Parameters p, String what, int baseLog, int level) {
    requireRange(p, what + " base log", baseLog, 1, MAX_BASE_LOG);
    requireRange(p, what + " level", level, 1, MAX_DECOMPOSED_BITS);
    if (baseLog * level > MAX_DECOMPOSED_BITS) {
      throw refused(p.id() + ": the " + what + " decomposition takes " + baseLog + " x " + level + " = "
          + baseLog * level + " bits where at most " + MAX_DECOMPOSED_BITS + " of the 64 can be decomposed");
    }
  }

  private static void requireRange(Parameters p, String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw refused(p.id() + ": the " + what + " must be " + min + " to " + max + ", not " + value);
    }
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS, message);
  }
}
