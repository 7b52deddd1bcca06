package dev.nightjar.api.params;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The exhaustive search that made the catalogue: over the GLWE shape (k, N), the noise bound of the LWE key
 * and both decompositions, for the cheapest set by {@link CostModel} that keeps a look-up below its failure
 * bound by the catalogue's reserve.
 *
 * <p>Noise is the narrowest TUniform on the 132-bit curve. For each bound of the LWE noise only the smallest
 * n that allows it is tried: a larger n with the same bound costs more and fails more often. Bootstraps count
 * with what the noisiest engine adds ({@link NoiseFormulas#bootstrapBound}). Decompositions stay within 32
 * bits, so that engines may work on 32-bit words.
 */
final class ParameterSearch {
  private static final int MIN_LWE_NOISE = 35;
  private static final int MAX_LWE_NOISE = 54;
  private static final int MAX_PBS_LEVEL = 3;
  private static final int MAX_KS_LEVEL = 12;
  private static final int MAX_DECOMPOSED_BITS = 32;
  private static final int[][] SHAPES = {
      {4, 256}, {5, 256}, {6, 256}, {7, 256}, {8, 256}, {2, 512}, {3, 512}, {4, 512}, {5, 512},
      {1, 1024}, {2, 1024}, {3, 1024}, {1, 2048}, {2, 2048}, {1, 4096}, {1, 8192}};

  /** The question: so many message bits at this 2-norm, failing at most so often. */
  record Target(int messageBits, double norm2, int failureLog2) {
    boolean metBy(Candidate c) {
      double failure = NoiseModel.log2FailureOfDecision(NoiseFormulas.boxMargin(messageBits),
          c.variance(norm2));
      return failure <= failureLog2 - ParameterCatalogue.RESERVE_LOG2;
    }
  }

  /** A point of the search space. */
  record Candidate(int n, int k, int polynomialSize, int pbsBaseLog, int pbsLevel, int ksBaseLog, int ksLevel,
      TUniform lweNoise, TUniform glweNoise) {

    double millis() {
      return CostModel.bootstrapMillis(n, k, polynomialSize, pbsLevel)
          + CostModel.keyswitchMillis(k * polynomialSize, n, ksLevel);
    }

    /** Variance at a look-up's decision. */
    double variance(double norm2) {
      double bootstrap = NoiseFormulas.bootstrapBound(n, k, polynomialSize, pbsBaseLog, pbsLevel,
          glweNoise.variance(), NoiseFormulas.UNIFORM_MEAN);
      double keyswitch = NoiseFormulas.keyswitch(k * polynomialSize, ksBaseLog, ksLevel, lweNoise.variance(),
          TUniform.MODULUS_LOG2);
      double modulusSwitch = NoiseFormulas.modulusSwitchCentred(n, 2.0 * polynomialSize,
          NoiseFormulas.UNIFORM_MEAN);
      return NoiseFormulas.lookUp(norm2, bootstrap, keyswitch, modulusSwitch);
    }

    Parameters named(String id, Target target) {
      return new Parameters(id, n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel, lweNoise,
          glweNoise, target.messageBits(), target.norm2(), target.failureLog2());
    }
  }

  private ParameterSearch() {}

  /** The cheapest point; among equally cheap ones, the one with the least noise. */
  static Optional<Candidate> cheapest(Target target) {
    return Stream.of(SHAPES)
        .flatMap(shape -> candidates(shape[0], shape[1]))
        .filter(target::metBy)
        .min(Comparator.comparingDouble(Candidate::millis)
            .thenComparingDouble(c -> c.variance(target.norm2())));
  }

  private static Stream<Candidate> candidates(int k, int polynomialSize) {
    TUniform glweNoise = TUniform.atLeast(
        SecurityCurve.minimalStandardDeviationLog2(k * polynomialSize, SecurityCurve.TARGET_BITS));
    return IntStream.rangeClosed(MIN_LWE_NOISE, MAX_LWE_NOISE).mapToObj(TUniform::new)
        .flatMap(lweNoise -> IntStream.rangeClosed(1, MAX_PBS_LEVEL).boxed()
            .flatMap(pbsLevel -> candidates(k, polynomialSize, glweNoise, lweNoise, pbsLevel)));
  }

  private static Stream<Candidate> candidates(int k, int polynomialSize, TUniform glweNoise,
      TUniform lweNoise, int pbsLevel) {
    int n = smallestDimension(lweNoise);
    int pbsBaseLog = quietestBaseLog(k, polynomialSize, glweNoise, pbsLevel);
    return IntStream.rangeClosed(1, MAX_KS_LEVEL).boxed()
        .flatMap(ksLevel -> IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / ksLevel).boxed()
            .map(ksBaseLog -> new Candidate(n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel,
                lweNoise, glweNoise)));
  }

  private static int smallestDimension(TUniform lweNoise) {
    return IntStream.iterate(SecurityCurve.MIN_DIMENSION, n -> n + 1)
        .filter(n -> SecurityCurve.minimalStandardDeviationLog2(n, SecurityCurve.TARGET_BITS)
            <= lweNoise.standardDeviationLog2())
        .findFirst().orElseThrow();
  }

  /** The base does not change the cost, so the best one is that with the least noise, whatever n. */
  private static int quietestBaseLog(int k, int polynomialSize, TUniform glweNoise, int level) {
    return IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / level).boxed()
        .min(Comparator.comparingDouble(baseLog ->
            NoiseFormulas.bootstrapBound(1, k, polynomialSize, baseLog, level, glweNoise.variance(),
                NoiseFormulas.UNIFORM_MEAN)))
        .orElseThrow();
  }
}
