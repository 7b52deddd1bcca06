package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What {@link Parameters} refuses, with the reason and the remedy. */
final class ParameterChecks {
  /**
   * Most bytes of a seeded evaluation key without its header: what one frame of {@code api.codec} holds, whose length
   * is that of the longest array. A set with a longer key could be described and never be used.
   */
  static final long MAX_KEY_BYTES = Integer.MAX_VALUE - 8 - 32;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private ParameterChecks() {
  }

  /** What the parts of a set must be to each other and to its id; each part has checked itself. */
  static void requireConsistent(Parameters p) {
    if (p.id() == null || !ID.matcher(p.id()).matches()) {
      throw refused("the id of a parameter set must match " + ID.pattern() + ", not " + p.id());
    }
    requireGiven("GLWE key", p.glweKey());
  }

  /** What a set that bootstraps must be besides. */
  static void requireConsistentBootstraps(Parameters p) {
    if (p.glweKey().secret() != SecretDistribution.BINARY) {
      throw refused(p.id() + ": bootstraps are under a binary GLWE key, not a "
          + p.glweKey().secret().name().toLowerCase(Locale.ROOT) + " one");
    }
    if (p.tableSize() > GlweKeyParameters.MAX_POLYNOMIAL_SIZE) {
      throw refused(p.id() + ": the table size 2^ν N must be " + GlweKeyParameters.MIN_POLYNOMIAL_SIZE + " to "
          + GlweKeyParameters.MAX_POLYNOMIAL_SIZE + ", not " + p.tableSize());
    }
    if (p.blockBinary() != p.id().endsWith(Parameters.BLOCK_SUFFIX)) {
      throw refused(p.blockBinary()
          ? p.id() + ": the id of a block-binary set must end in " + Parameters.BLOCK_SUFFIX + ", so that nobody uses"
              + " one unawares: call it " + p.id() + Parameters.BLOCK_SUFFIX
          : p.id() + ": only the id of a block-binary set ends in " + Parameters.BLOCK_SUFFIX
              + ": choose another id or block length " + Parameters.BLOCK_LENGTH);
    }
    if (p.unrolled() != p.id().endsWith(Parameters.UNROLLED_SUFFIX)) {
      throw refused(p.unrolled()
          ? p.id() + ": the id of an unrolled set must end in " + Parameters.UNROLLED_SUFFIX + ": call it " + p.id()
              + Parameters.UNROLLED_SUFFIX
          : p.id() + ": only the id of an unrolled set ends in " + Parameters.UNROLLED_SUFFIX + ": choose another id");
    }
    requireKeyFitsAFrame(p);
  }

  /** What a levelled set must be besides. */
  static void requireConsistentLevels(Parameters p) {
    if (p.glweDimension() != 1) {
      throw refused(p.id() + ": a levelled set has a GLWE dimension k of 1, not " + p.glweDimension());
    }
    if (p.levelled().orElseThrow().slotsLog2() >= Integer.numberOfTrailingZeros(p.polynomialSize())) {
      throw refused(p.id() + ": the expansion makes 2^" + p.levelled().orElseThrow().slotsLog2()
          + " ciphertexts, which must be fewer than the " + p.polynomialSize() + " coefficients of a polynomial");
    }
    requireKeyFitsAFrame(p);
  }

  /** A part that only sets with bootstraps have. */
  static <T> T requireBootstraps(Parameters p, T part) {
    if (!p.bootstraps()) {
      throw refused(p.id() + " is a levelled set, under which nothing is bootstrapped: use a set with look-ups");
    }
    return part;
  }

  /** A part that only sets with a promise of boxes have. */
  static <T> T requireBoxes(Parameters p, T part) {
    if (part == null) {
      throw refused(p.id() + " promises the noise of analogue look-ups and nothing of boxes: use a set that does, or"
          + " ask NoiseModel for a failure at a margin");
    }
    return part;
  }

  private static void requireKeyFitsAFrame(Parameters p) {
    if (p.seededKeyBytes() > MAX_KEY_BYTES) {
      throw refused(p.id() + ": its evaluation key has " + p.seededKeyBytes() + " bytes, and a key is sent as one frame"
          + " of at most " + MAX_KEY_BYTES + ": use smaller dimensions or fewer levels");
    }
  }

  /** A name of the catalogue stands for the catalogue's numbers and for no others. */
  static void requireOwnNumbers(Parameters p, Parameters ofThatName) {
    if (p.fingerprint() != ofThatName.fingerprint()) {
      throw refused(String.format("%s is the name of a set of the catalogue with the fingerprint %016x, and this set"
          + " has %016x: its numbers are other ones, so do not trust where it comes from; a set of your own needs a"
          + " name of its own", p.id(), ofThatName.fingerprint(), p.fingerprint()));
    }
  }

  static void requireSecurity(Parameters p) {
    if (p.bootstraps()) {
      requireSecurity(p, p.blockBinary() ? "block-binary LWE key" : "LWE key", "n", p.lweDimension(), p.lweNoise(),
          p.blockLength());
    }
    requireSecurity(p, "GLWE key", "kN", p.bigLweDimension(), p.glweNoise(), 1);
  }

  static void requireFailureBound(Parameters p) {
    double failure = NoiseModel.lookupFailureLog2(p);
    if (!(failure <= p.failureLog2())) {
      throw refused(String.format(Locale.ROOT,
          "%s: a look-up of %d message bits at 2-norm %s fails with probability 2^%.2f where 2^%d is claimed:"
              + " use fewer message bits, a smaller 2-norm or larger dimensions",
          p.id(), p.messageBits(), p.norm2(), failure, p.failureLog2()));
    }
  }

  static void requireNoise(Parameters p, NoisePromise promise) {
    SetNoise noise = SetNoise.of(p);
    if (!promise.keptBy(noise)) {
      throw refused(String.format(Locale.ROOT,
          "%s: at 2-norm %s a look-up's argument has noise of 2^%.2f and its output 2^%.2f, where 2^%d and 2^%d are"
              + " claimed: claim more noise, a smaller 2-norm or use larger dimensions", p.id(), promise.norm2(),
          NoiseModel.log2(noise.decision(0, promise.norm2(), 0)) / 2, NoiseModel.log2(noise.bootstrap()) / 2,
          promise.decisionLog2(), promise.outputLog2()));
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

  static void requireRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw refused("the " + what + " must be " + min + " to " + max + ", not " + value);
    }
  }

  static void requireGiven(String what, Object value) {
    if (value == null) {
      throw refused("the " + what + " must be given");
    }
  }

  static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS, message);
  }
}
