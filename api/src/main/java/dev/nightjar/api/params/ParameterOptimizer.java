package dev.nightjar.api.params;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the parameter set that computes a circuit in the least time, on the {@value SecurityCurve#TARGET_BITS}-bit
 * curve and by the noise bounds of {@link NoiseModel}. It searches n, k, N, the extension and both decompositions
 * exhaustively, in a fraction of a second, and gives the catalogue's set where none is cheaper by more than
 * {@value #GAIN}: so the result never costs more than {@link ParameterCatalogue#cheapestFor}.
 *
 * <p>What is found and not in the catalogue is a {@link Parameters#custom()} set: its id is derived from its numbers,
 * it promises noise ({@link NoisePromise}) and nothing of boxes, and clients make keys for it only where their owner
 * allows that.
 *
 * <p>Costs are those of {@link ParameterCatalogue#cost}, or of measurements of an engine. Immutable, thread-safe; the
 * same question has the same answer.
 */
public final class ParameterOptimizer implements ParameterChoice {
  /** How much faster a custom set has to be to be taken, since somebody has to allow it. */
  static final double GAIN = 0.02;

  /** What costs depend on beside n and the keyswitch. */
  private record Shape(KeyFamily family, int k, int polynomialSize, int level, int extensionLog2) {
    static Shape of(Parameters p) {
      return new Shape(KeyFamily.of(p), p.glweDimension(), p.polynomialSize(), p.pbsLevel(), p.extensionLog2());
    }

    static Shape of(SetSearch.Rotation r) {
      return new Shape(r.family(), r.k(), r.polynomialSize(), r.level(), r.extensionLog2());
    }
  }

  private final Map<Shape, Double> factors = new HashMap<>();
  private final double otherFactor;

  /** By the cost model's figures. */
  public ParameterOptimizer() {
    this(Map.of());
  }

  /**
   * By measurements: a set's cost is the model's times what sets of its shape (family, k, N, levels, extension) took
   * over what the model says of them, and times the median of all shapes' where its own was not measured.
   *
   * @param millis milliseconds of a look-up in a large batch on one core, by parameter set; above 0 and finite
   */
  public ParameterOptimizer(Map<Parameters, Double> millis) {
    Map<Shape, double[]> sums = new HashMap<>();
    millis.forEach((p, measured) -> {
      CircuitNeeds.require(measured > 0 && Double.isFinite(measured),
          () -> "a look-up under " + p.id() + " takes more than 0 milliseconds, not " + measured);
      double[] sum = sums.computeIfAbsent(Shape.of(p), shape -> new double[2]);
      sum[0] += measured;
      sum[1] += ParameterCatalogue.cost(p);
    });
    sums.forEach((shape, sum) -> factors.put(shape, sum[0] / sum[1]));
    List<Double> sorted = factors.values().stream().sorted().toList();
    otherFactor = sorted.isEmpty() ? 1 : sorted.get(sorted.size() / 2);
  }

  /** Milliseconds of a look-up under a set, as this optimizer reckons. */
  public double millis(Parameters p) {
    return factors.getOrDefault(Shape.of(p), otherFactor) * ParameterCatalogue.cost(p);
  }

  @Override
  public Optional<Parameters> cheapestFor(KeyFamily family, SetNeeds needs) {
    if (needs.lookupCount() == 0 || family == KeyFamily.LEVELLED) {
      return ParameterCatalogue.cheapestFor(family, needs);
    }
    Optional<Parameters> published = ParameterCatalogue.candidates(family, needs).filter(needs::metBy)
        .min(Comparator.comparingDouble(this::millis).thenComparingLong(Parameters::seededKeyBytes));
    Optional<Parameters> found = Stream.of(KeyFamily.values()).filter(family::searches)
        .flatMap(f -> searched(f, needs).stream()).filter(needs::metBy)
        .min(Comparator.comparingDouble(this::millis));
    boolean gains = found.isPresent()
        && published.map(p -> millis(found.orElseThrow()) < (1 - GAIN) * millis(p)).orElse(true);
    return gains ? found : published;
  }

  private Optional<Parameters> searched(KeyFamily family, SetNeeds needs) {
    Predicate<SetNoise> enough = needs instanceof CircuitNeeds exact ? exact::metBy : ((AnalogueNeeds) needs)::metBy;
    return SetSearch.cheapest(family, enough.and(noise -> NoisePromise.canBeMadeOf(noise, sum(needs))),
            rotation -> factors.getOrDefault(Shape.of(rotation), otherFactor))
        .map(found -> CustomSets.named(found.glweKey(), found.bootstrapping(),
            NoisePromise.keptBy(found.noise(), sum(needs))));
  }

  /** The largest 2-norm of bootstrapped ciphertexts in front of a look-up, as a whole number that can be promised. */
  private static double sum(SetNeeds needs) {
    double largest = needs instanceof CircuitNeeds exact
        ? exact.lookups().stream().mapToDouble(LookupNeed::bootstrappedNorm2).max().orElse(1)
        : ((AnalogueNeeds) needs).lookups().stream().mapToDouble(LookupTolerance::bootstrappedNorm2).max().orElse(1);
    return Math.min(Promise.MAX_NORM2, Math.max(1, Math.floor(largest)));
  }

  /** The costs by which this one reckons: equal texts stand for equal answers. */
  @Override
  public String toString() {
    return "ParameterOptimizer[" + new TreeMap<>(factors.entrySet().stream()
        .collect(Collectors.toMap(factor -> factor.getKey().toString(), Map.Entry::getValue))) + ", otherwise "
        + otherFactor + "]";
  }
}
