package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * What one inference of a circuit asks of a parameter set: its look-ups, its results and how rarely any of
 * them may be wrong. {@link ParameterCatalogue#cheapestFor} finds the set. Immutable.
 *
 * @param lookups groups of equal look-ups; empty when nothing is bootstrapped
 * @param outputs groups of equal results
 * @param failureLog2 log2 of the largest failure probability of the whole inference (union bound), for
 *     example -64
 */
public record CircuitNeeds(List<LookupNeed> lookups, List<OutputNeed> outputs, int failureLog2)
    implements SetNeeds {
  private static final int MAX_THETA = 8;

  /** Copies the lists and checks that there is something to decide. */
  public CircuitNeeds {
    lookups = List.copyOf(lookups);
    outputs = List.copyOf(outputs);
    require(!lookups.isEmpty() || !outputs.isEmpty(), () -> "a circuit needs at least one look-up or one result");
    require(failureLog2 < 0, () -> "the log2 of a failure probability must be negative, not " + failureLog2);
  }

  /** log2 of the failure probability of one inference: the union bound over all decisions. */
  public double failureLog2Under(Parameters p) {
    return failureLog2Under(SetNoise.of(p));
  }

  private double failureLog2Under(SetNoise noise) {
    return NoiseModel.log2Sum(DoubleStream.concat(
        lookups.stream().mapToDouble(need -> need.failureLog2Under(noise)),
        outputs.stream().mapToDouble(need -> need.failureLog2Under(noise))).toArray());
  }

  /** Whether a parameter set keeps the failure probability of one inference within the target. */
  @Override
  public boolean metBy(Parameters p) {
    return metBy(SetNoise.of(p));
  }

  boolean metBy(SetNoise noise) {
    return failureLog2Under(noise) <= failureLog2;
  }

  @Override
  public long lookupCount() {
    return lookups.stream().mapToLong(LookupNeed::count).sum();
  }

  static void requireDecision(String what, double margin, double freshNorm2, double bootstrappedNorm2,
      long count) {
    // Searches for parameters check millions of needs: a message is made only where it is thrown.
    require(margin > 0 && margin <= 0.25,
        () -> "a " + what + "'s margin must be above 0 and at most 1/4, not " + margin);
    requireSum(what, freshNorm2, bootstrappedNorm2, count);
  }

  static void requireDeviation(String what, double deviation) {
    require(deviation > 0 && deviation <= 0.25,
        () -> "a " + what + "'s standard deviation must be above 0 and at most 1/4, not " + deviation);
  }

  static void requireTheta(int theta) {
    require(theta >= 0 && theta <= MAX_THETA, () -> "a look-up's theta must be 0 to " + MAX_THETA + ", not " + theta);
  }

  static void requireWordBits(int wordBits) {
    require(wordBits >= 1 && wordBits <= TUniform.MODULUS_LOG2,
        () -> "a result's word bits must be 1 to " + TUniform.MODULUS_LOG2 + ", not " + wordBits);
  }

  static void requireSum(String what, double freshNorm2, double bootstrappedNorm2, long count) {
    require(freshNorm2 >= 0 && Double.isFinite(freshNorm2),
        () -> "a " + what + "'s 2-norm over fresh ciphertexts must be 0 or more, not " + freshNorm2);
    require(bootstrappedNorm2 >= 0 && Double.isFinite(bootstrappedNorm2),
        () -> "a " + what + "'s 2-norm over bootstrapped ciphertexts must be 0 or more, not " + bootstrappedNorm2);
    require(count >= 1, () -> "a group of " + what + "s has at least one, not " + count);
  }

  static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS, message.get());
    }
  }
}
