package dev.nightjar.api.params;

/**
 * The small LWE key, under which blind rotations read their inputs: n bits, and the noise of the keyswitching key.
 *
 * @param dimension n, 1 to 16384, a multiple of {@code blockLength}
 * @param noise of the keyswitching key
 * @param blockLength d, coefficients of a block of which at most one is 1: {@value #UNIFORM} for a uniform key, or
 *     {@value Parameters#BLOCK_LENGTH} for a block-binary one
 */
public record LweKeyParameters(int dimension, TUniform noise, int blockLength) {
  /** The block length of a uniform key. */
  public static final int UNIFORM = 1;

  private static final int MAX_DIMENSION = 16384;

  /** Checks the ranges. */
  public LweKeyParameters {
    ParameterChecks.requireRange("LWE dimension n", dimension, 1, MAX_DIMENSION);
    ParameterChecks.requireGiven("noise of the LWE key", noise);
    if (blockLength != UNIFORM && blockLength != Parameters.BLOCK_LENGTH) {
      throw ParameterChecks.refused("blocks of the LWE key must have length 1 or " + Parameters.BLOCK_LENGTH
          + ", not " + blockLength);
    }
    if (dimension % blockLength != 0) {
      throw ParameterChecks.refused("the LWE dimension n must be a multiple of the block length " + blockLength
          + ", not " + dimension);
    }
  }

  /** A uniform key. */
  public LweKeyParameters(int dimension, TUniform noise) {
    this(dimension, noise, UNIFORM);
  }

  /** Whether the key is made of blocks with at most one 1 each. */
  public boolean blockBinary() {
    return blockLength > UNIFORM;
  }
}
