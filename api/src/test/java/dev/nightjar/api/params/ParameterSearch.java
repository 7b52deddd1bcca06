package dev.nightjar.api.params;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The exhaustive search that made the catalogue: over the GLWE shape (k, N), the noise bound of the LWE key and both
 * decompositions, for the cheapest set by {@link CostModel} that keeps a look-up within its failure bound.
 *
 * <p>Noise is the narrowest TUniform on the 132-bit curve. For each bound b of the LWE noise only the smallest n that
 * allows it is tried: a larger n with the same b costs more and fails more often. The bound must hold even when the
 * engine's FFT is {@value #FFT_HEADROOM} times as noisy as the fitted one. Decompositions stay within 32 bits, so that
 * engines may work on 32-bit words.
 */
final class ParameterSearch {
  /** Factor on the FFT share of the bootstrap's variance under which the failure bound must still hold. */
  static final double FFT_HEADROOM = 4;

  private static final int MAX_PBS_LEVEL = 3;
  private static final int MAX_KS_LEVEL = 12;
  private static final int MAX_DECOMPOSED_BITS = 32;
  private static final int[][] SHAPES = {
      {4, 256}, {5, 256}, {6, 256}, {7, 256}, {8, 256}, {2, 512}, {3, 512}, {4, 512}, {5, 512}, {1, 1024}, {2, 1024},
      {3, 1024}, {1, 2048}, {2, 2048}, {1, 4096}, {1, 8192}};

  /** The question a set answers. */
  record Target(String id, int messageBits, double norm2, int claimLog2, double failureLog2) {}

  /** A point of the search space, decompositions included. */
  record Candidate(int n, int k, int polynomialSize, int pbsBaseLog, int pbsLevel, int ksBaseLog, int ksLevel,
      TUniform lweNoise, TUniform glweNoise) {

    double millis() {
      return CostModel.bootstrapMillis(n, k, polynomialSize, pbsLevel)
          + CostModel.keyswitchMillis(k * polynomialSize, n, ksLevel);
    }

    double failureLog2(Target target) {
      double fft = n * NoiseFormulas.externalProductFft(k, polynomialSize, pbsBaseLog, pbsLevel);
      double bootstrap = NoiseFormulas.bootstrap(n, k, polynomialSize, pbsBaseLog, pbsLevel, glweNoise.variance())
          + (FFT_HEADROOM - 1) * fft;
      double keyswitch = NoiseFormulas.keyswitch(k * polynomialSize, ksBaseLog, ksLevel, lweNoise.variance(),
          TUniform.MODULUS_LOG2);
      double modulusSwitch = NoiseFormulas.modulusSwitchCentred(n, 2.0 * polynomialSize);
      return NoiseModel.log2FailureOfDecision(NoiseFormulas.boxMargin(target.messageBits()),
          NoiseFormulas.lookUp(target.norm2(), bootstrap, keyswitch, modulusSwitch));
    }

    Parameters named(Target target) {
      return new Parameters(target.id(), n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel, lweNoise,
          glweNoise, target.messageBits(), target.norm2(), target.claimLog2());
    }
  }

  private ParameterSearch() {}

  /** The cheapest set; among equally cheap ones, the one that fails most rarely. */
  static Optional<Parameters> cheapest(Target target) {
    return Stream.of(SHAPES)
        .flatMap(shape -> candidates(target, shape[0], shape[1]))
        .min(Comparator.comparingDouble(Candidate::millis).thenComparingDouble(c -> c.failureLog2(target)))
        .map(c -> c.named(target));
  }

  private static Stream<Candidate> candidates(Target target, int k, int polynomialSize) {
    TUniform glweNoise = TUniform.atLeast(SecurityCurve.minimalStandardDeviationLog2(k * polynomialSize, 132));
    return IntStream.rangeClosed(35, 54).boxed().flatMap(bound -> {
      TUniform lweNoise = new TUniform(bound);
      int n = smallestDimension(lweNoise);
      return IntStream.rangeClosed(1, MAX_PBS_LEVEL).boxed().flatMap(pbsLevel -> {
        int pbsBaseLog = IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / pbsLevel).boxed()
            .min(Comparator.comparingDouble(b -> NoiseFormulas.bootstrap(n, k, polynomialSize, b, pbsLevel,
                glweNoise.variance())))
            .orElseThrow();
        return IntStream.rangeClosed(1, MAX_KS_LEVEL).boxed().flatMap(ksLevel ->
            IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / ksLevel)
                .mapToObj(ksBaseLog -> new Candidate(n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel,
                    lweNoise, glweNoise))
                .filter(c -> c.failureLog2(target) <= target.failureLog2()));
      });
    });
  }

  private static int smallestDimension(TUniform lweNoise) {
    return IntStream.range(SecurityCurve.MIN_DIMENSION, 2000)
        .filter(n -> SecurityCurve.minimalStandardDeviationLog2(n, 132) <= lweNoise.standardDeviationLog2())
        .findFirst().orElseThrow();
  }

  public static void main(String[] args) {
    for (int p = 1; p <= 5; p++) {
      for (double norm : new double[] {1, 5, 8, 16, 32}) {
        for (int f : new int[] {-64, -72, -128, -136}) {
          Target t = new Target("x", p, norm, f, f);
          int pp = p;
          cheapest(t).ifPresentOrElse(s -> System.out.printf(
              "p%d norm %4.0f 2^%d: n %d %dx%d %d/%d ks %d/%d TU%d TU%d pf %.2f cost %.3f (ks %.3f) key %.1f MB%n", pp, norm, f,
              s.lweDimension(), s.glweDimension(), s.polynomialSize(), s.pbsBaseLog(), s.pbsLevel(), s.ksBaseLog(),
              s.ksLevel(), s.lweNoise().boundLog2(), s.glweNoise().boundLog2(), NoiseModel.lookUpFailureLog2(s),
              CostModel.lookUpMillis(s), CostModel.keyswitchMillis(s.bigLweDimension(), s.lweDimension(), s.ksLevel()), s.seededKeyBytes() / 1e6), () -> System.out.println("none " + t));
        }
      }
    }
  }
}
