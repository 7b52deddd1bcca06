package dev.nightjar.api.params;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The exhaustive search that made the catalogue: over the GLWE shape (k, N), the extension ν, the noise bound of the
 * LWE key and both decompositions, for the cheapest set by {@link CostModel} that keeps a look-up below its failure
 * bound by the catalogue's reserve.
 *
 * <p>Noise is the narrowest TUniform on the 132-bit curve. For each bound of the LWE noise only the smallest
 * n that allows it is tried: a larger n with the same bound costs more and fails more often. Bootstraps count
 * with what the noisiest engine adds ({@link NoiseFormulas#bootstrapBound}, {@link NoiseFormulas#unrolledBound} for
 * unrolled keys, whose n is even and which have no extension). Decompositions stay within 32 bits, so that engines may
 * work on 32-bit words. Polynomials have at most 4096 coefficients: with 8192, evaluation keys would take more than 250
 * MB, and where they are faster, it is by less than a fifth.
 */
final class ParameterSearch {
  private static final int MIN_LWE_NOISE = 35;
  private static final int MAX_LWE_NOISE = 54;
  private static final int MAX_PBS_LEVEL = 3;
  private static final int MAX_KS_LEVEL = 12;
  private static final int MAX_DECOMPOSED_BITS = 32;
  private static final int MAX_EXTENSION_LOG2 = 5;
  private static final int MAX_TABLE_SIZE = 65536;
  private static final int MAX_LWE_DIMENSION = 1400;
  private static final int[][] SHAPES = {
      {4, 256}, {5, 256}, {6, 256}, {7, 256}, {8, 256}, {2, 512}, {3, 512}, {4, 512}, {5, 512},
      {1, 1024}, {2, 1024}, {3, 1024}, {1, 2048}, {2, 2048}, {1, 4096}};

  /** The question: the message bits at a 2-norm, the largest failure probability, and the family of keys. */
  record Target(int messageBits, double norm2, int failureLog2, KeyFamily family) {
    /** What a set of the catalogue was made for. */
    static Target of(Parameters p) {
      return new Target(p.messageBits(), p.norm2(), p.failureLog2(), KeyFamily.of(p));
    }

    boolean metBy(Candidate c) {
      double failure = NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(messageBits),
          c.variance(norm2));
      return failure <= failureLog2 - ParameterCatalogue.RESERVE_LOG2;
    }
  }

  /** A bootstrap: all but the keyswitch. */
  record Rotation(int n, int k, int polynomialSize, int baseLog, int level, TUniform lweNoise, TUniform glweNoise,
      KeyFamily family, int extensionLog2) {

    double millis() {
      return CostModel.bootstrapMillis(n, k, polynomialSize, level, family, extensionLog2);
    }

    double variance() {
      return bound(n, k, polynomialSize, baseLog, level, glweNoise, family);
    }

    double modulusSwitch() {
      return NoiseFormulas.modulusSwitchCentred(n, Math.scalb(2.0 * polynomialSize, extensionLog2), keyMean());
    }

    private double keyMean() {
      return NoiseFormulas.keyMean(family.blockLength());
    }
  }

  /** A point of the search space. */
  record Candidate(Rotation rotation, int ksBaseLog, int ksLevel) {
    double millis() {
      return rotation.millis()
          + CostModel.keyswitchMillis(rotation.k * rotation.polynomialSize, rotation.n, ksLevel);
    }

    /** Variance at a look-up's decision. */
    double variance(double norm2) {
      double keyswitch = NoiseFormulas.keyswitch(rotation.k * rotation.polynomialSize, ksBaseLog, ksLevel,
          rotation.lweNoise.variance(), TUniform.MODULUS_LOG2);
      return NoiseFormulas.lookup(norm2, rotation.variance(), keyswitch, rotation.modulusSwitch());
    }

    Parameters named(String id, Target target) {
      Rotation r = rotation;
      return Parameters.builder(id)
          .glweKey(r.k, r.polynomialSize, r.glweNoise).lweKey(r.n, r.lweNoise).bootstrap(r.baseLog, r.level)
          .keyswitch(ksBaseLog, ksLevel).promise(target.messageBits(), target.norm2(), target.failureLog2())
          .blockLength(r.family.blockLength()).extensionLog2(r.extensionLog2)
          .unrolled(r.family == KeyFamily.UNROLLED).build();
    }
  }

  private ParameterSearch() {}

  /** The cheapest point; among equally cheap ones, the one with the least noise. */
  static Optional<Candidate> cheapest(Target target) {
    return Stream.of(SHAPES)
        .flatMap(shape -> rotations(shape[0], shape[1], target.family()))
        .flatMap(ParameterSearch::candidates)
        .filter(target::metBy)
        .min(Comparator.comparingDouble(Candidate::millis)
            .thenComparingDouble(c -> c.variance(target.norm2())));
  }

  private static Stream<Rotation> rotations(int k, int polynomialSize, KeyFamily family) {
    TUniform glweNoise = TUniform.atLeast(
        SecurityCurve.minimalStandardDeviationLog2(k * polynomialSize, SecurityCurve.TARGET_BITS));
    return IntStream.rangeClosed(1, MAX_PBS_LEVEL).boxed().flatMap(level -> {
      int baseLog = quietestBaseLog(k, polynomialSize, glweNoise, level, family);
      return IntStream.rangeClosed(MIN_LWE_NOISE, MAX_LWE_NOISE).mapToObj(TUniform::new)
          .flatMap(lweNoise -> smallestDimension(lweNoise, family).stream().boxed()
              .flatMap(n -> IntStream.rangeClosed(0, MAX_EXTENSION_LOG2)
                  .filter(extension -> extension == 0
                      || family != KeyFamily.UNROLLED && polynomialSize << extension <= MAX_TABLE_SIZE)
                  .mapToObj(extension -> new Rotation(n, k, polynomialSize, baseLog, level, lweNoise, glweNoise,
                      family, extension))));
    });
  }

  private static Stream<Candidate> candidates(Rotation rotation) {
    return IntStream.rangeClosed(1, MAX_KS_LEVEL).boxed()
        .flatMap(ksLevel -> IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / ksLevel)
            .mapToObj(ksBaseLog -> new Candidate(rotation, ksBaseLog, ksLevel)));
  }

  /** Whole steps; none where the lines of block-binary keys do not reach. */
  private static OptionalInt smallestDimension(TUniform lweNoise, KeyFamily family) {
    int bits = family.bitsPerStep();
    int first = (SecurityCurve.MIN_DIMENSION + bits - 1) / bits * bits;
    return IntStream.iterate(first, n -> n <= MAX_LWE_DIMENSION, n -> n + bits)
        .filter(n -> SecurityCurve.holdsFor(n, family.blockLength()))
        .filter(n -> SecurityCurve.minimalStandardDeviationLog2(n, SecurityCurve.TARGET_BITS, family.blockLength())
            <= lweNoise.standardDeviationLog2())
        .findFirst();
  }

  /** The base does not change the cost, so the best one is that with the least noise, whatever n. */
  private static int quietestBaseLog(int k, int polynomialSize, TUniform glweNoise, int level,
      KeyFamily family) {
    return IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / level).boxed()
        .min(Comparator.comparingDouble(baseLog ->
            bound(1, k, polynomialSize, baseLog, level, glweNoise, family)))
        .orElseThrow();
  }

  private static double bound(int n, int k, int polynomialSize, int baseLog, int level, TUniform glweNoise,
      KeyFamily family) {
    return family == KeyFamily.UNROLLED
        ? NoiseFormulas.unrolledBound(n, k, polynomialSize, baseLog, level, glweNoise.variance())
        : NoiseFormulas.bootstrapBound(n, k, polynomialSize, baseLog, level, glweNoise.variance(),
            NoiseFormulas.keyMean(family.blockLength()));
  }
}
