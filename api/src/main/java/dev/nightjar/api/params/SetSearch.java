package dev.nightjar.api.params;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The exhaustive search for parameter sets: over the GLWE shape (k, N), the extension ν, the noise bound of the LWE key
 * and both decompositions, for the cheapest set whose noise is small enough.
 *
 * <p>Noise is the narrowest TUniform on the {@value SecurityCurve#TARGET_BITS}-bit curve. For each bound of the LWE
 * noise only the smallest n that allows it is tried: a larger n with the same bound costs more and is noisier.
 * Bootstraps count with what the noisiest engine adds ({@link NoiseFormulas#bootstrapBound}, {@link
 * NoiseFormulas#unrolledBound} for unrolled keys, whose n is even and which have no extension). Decompositions stay
 * within 32 bits, so that engines may work on 32-bit words. Polynomials have at most 4096 coefficients: with 8192,
 * evaluation keys would take more than 250 MB, and where they are faster, it is by less than a fifth.
 *
 * <p>What is asked for must hold for less noise wherever it holds for more. Then a base is the quietest of its levels,
 * and the fewest levels of the keyswitch that do are the cheapest; whole shapes are skipped once something cheaper was
 * found, so that a search takes milliseconds.
 */
final class SetSearch {
  private static final int MIN_LWE_NOISE = 35;
  private static final int MAX_LWE_NOISE = 56;
  private static final int MAX_PBS_LEVEL = 3;
  private static final int MAX_KS_LEVEL = 12;
  private static final int MAX_DECOMPOSED_BITS = 32;
  private static final int MAX_EXTENSION_LOG2 = 5;
  private static final int MAX_TABLE_SIZE = 65536;
  private static final int MAX_LWE_DIMENSION = 1400;
  private static final int[][] SHAPES = {
      {4, 256}, {5, 256}, {6, 256}, {7, 256}, {8, 256}, {2, 512}, {3, 512}, {4, 512}, {5, 512},
      {1, 1024}, {2, 1024}, {3, 1024}, {1, 2048}, {2, 2048}, {1, 4096}};

  /** A bootstrap: all but the keyswitch. */
  record Rotation(int n, int k, int polynomialSize, int baseLog, int level, TUniform lweNoise, TUniform glweNoise,
      KeyFamily family, int extensionLog2) {

    double millis() {
      return CostModel.bootstrapMillis(n, k, polynomialSize, level, family, extensionLog2);
    }

    int bigDimension() {
      return k * polynomialSize;
    }

    /** Its noise with a keyswitch that adds so much. */
    SetNoise noise(double keyswitch) {
      return new SetNoise(glweNoise.variance(), bound(n, k, polynomialSize, baseLog, level, glweNoise, family),
          keyswitch, n, NoiseFormulas.keyMean(family.blockLength()), polynomialSize << extensionLog2, bigDimension());
    }
  }

  /** A point of the search space. */
  record Candidate(Rotation rotation, int ksBaseLog, int ksLevel) {
    double keyswitchMillis() {
      return CostModel.keyswitchMillis(rotation.bigDimension(), rotation.n, ksLevel);
    }

    SetNoise noise() {
      return rotation.noise(keyswitchVariance(rotation, ksBaseLog, ksLevel));
    }

    GlweKeyParameters glweKey() {
      return new GlweKeyParameters(rotation.k, rotation.polynomialSize, rotation.glweNoise);
    }

    Bootstrapping bootstrapping() {
      return new Bootstrapping(
          new LweKeyParameters(rotation.n, rotation.lweNoise, rotation.family.blockLength()),
          new Gadget(rotation.baseLog, rotation.level), new Gadget(ksBaseLog, ksLevel), rotation.extensionLog2,
          rotation.family == KeyFamily.UNROLLED);
    }
  }

  /**
   * A rotation, what it costs, its noise but for the keyswitch, and the quietest keyswitch of each number of levels.
   *
   * @param keyswitches by levels, from one on
   */
  private record Point(Rotation rotation, double millis, SetNoise noise, List<Keyswitch> keyswitches) {
    static Point of(Rotation rotation) {
      return new Point(rotation, rotation.millis(), rotation.noise(0), IntStream.rangeClosed(1, MAX_KS_LEVEL)
          .mapToObj(level -> quietestKeyswitch(rotation, level)).toList());
    }

    Optional<Candidate> cheapest(Predicate<SetNoise> enough) {
      return keyswitches.stream()
          .filter(ks -> enough.test(noise.withKeyswitch(ks.variance)))
          .findFirst().map(ks -> new Candidate(rotation, ks.baseLog, ks.level));
    }
  }

  /** A decomposition and what it adds. */
  private record Keyswitch(int baseLog, int level, double variance) {
  }

  /** A point at the costs of an engine. */
  private record Priced(Point point, double factor, double millis) {
    static Priced of(Point point, double factor) {
      return new Priced(point, factor, factor * point.millis);
    }
  }

  /** All points of a family, which are the same for each search. */
  private static final class Space {
    private static final Map<KeyFamily, List<Point>> POINTS = Stream.of(KeyFamily.UNIFORM, KeyFamily.UNROLLED,
        KeyFamily.BLOCK_BINARY).collect(Collectors.toUnmodifiableMap(Function.identity(), family -> Stream.of(SHAPES)
            .flatMap(shape -> rotations(shape[0], shape[1], family)).map(Point::of).toList()));
  }

  private SetSearch() {
  }

  /**
   * The cheapest point; among equally cheap ones, the one that comes first.
   *
   * @param family of keys
   * @param enough whether noise is small enough; must hold for less noise wherever it holds for more
   * @param factor by what the reference cost of such a bootstrap, and of the keyswitch before it, is multiplied
   */
  static Optional<Candidate> cheapest(KeyFamily family, Predicate<SetNoise> enough, ToDoubleFunction<Rotation> factor) {
    List<Priced> points = Space.POINTS.get(family).stream()
        .map(point -> Priced.of(point, factor.applyAsDouble(point.rotation)))
        .sorted(Comparator.comparingDouble(Priced::millis))
        .toList();
    Candidate best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Priced priced : points) {
      if (priced.millis >= least) {
        break;
      }
      if (!enough.test(priced.point.noise)) {
        continue;
      }
      Optional<Candidate> found = priced.point.cheapest(enough);
      double millis = found.map(c -> priced.millis + priced.factor * c.keyswitchMillis())
          .orElse(Double.POSITIVE_INFINITY);
      if (millis < least) {
        best = found.orElseThrow();
        least = millis;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Keyswitch quietestKeyswitch(Rotation rotation, int level) {
    return IntStream.rangeClosed(1, MAX_DECOMPOSED_BITS / level)
        .mapToObj(baseLog -> new Keyswitch(baseLog, level, keyswitchVariance(rotation, baseLog, level)))
        .min(Comparator.comparingDouble(Keyswitch::variance)).orElseThrow();
  }

  private static double keyswitchVariance(Rotation rotation, int baseLog, int level) {
    return NoiseFormulas.keyswitch(rotation.bigDimension(), baseLog, level, rotation.lweNoise.variance(),
        TUniform.MODULUS_LOG2);
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
