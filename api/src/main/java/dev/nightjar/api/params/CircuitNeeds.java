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
public record CircuitNeeds(List<LookupNeed> lookups, List<OutputNeed> outputs, int failureLog2) {
  /** Copies the lists and checks that there is something to decide. */
  public CircuitNeeds {
    lookups = List.copyOf(lookups);
    outputs = List.copyOf(outputs);
    require(!lookups.isEmpty() || !outputs.isEmpty(), () -> "a circuit needs at least one look-up or one result");
    require(failureLog2 < 0, () -> "the log2 of a failure probability must be negative, not " + failureLog2);
  }

  /** log2 of the failure probability of one inference: the union bound over all decisions. */
  public double failureLog2Under(Parameters p) {
    return NoiseModel.log2Sum(DoubleStream.concat(
        lookups.stream().mapToDouble(need -> need.failureLog2Under(p)),
        outputs.stream().mapToDouble(need -> need.failureLog2Under(p))).toArray());
  }

  /** Whether a parameter set keeps the failure probability of one inference within the target. */
  public boolean metBy(Parameters p) {
    return failureLog2Under(p) <= failureLog2;
  }

  /** Look-ups of one inference. */
  public long lookupCount() {
    return lookups.stream().mapToLong(LookupNeed::count).sum();
  }

  /** Relative cost of one inference under a parameter set: look-ups times {@link ParameterCatalogue#cost}. */
  public double costUnder(Parameters p) {
    return lookupCount() * ParameterCatalogue.cost(p);
  }

  static double linearVariance(Parameters p, double freshNorm2, double bootstrappedNorm2) {
    return freshNorm2 * freshNorm2 * NoiseModel.freshVariance(p)
        + bootstrappedNorm2 * bootstrappedNorm2 * NoiseModel.bootstrapVarianceBound(p);
  }

  static void requireDecision(String what, double margin, double freshNorm2, double bootstrappedNorm2,
      long count) {
    // Searches for parameters check millions of needs: a message is made only where it is thrown.
    require(margin > 0 && margin <= 0.25,
        () -> "a " + what + "'s margin must be above 0 and at most 1/4, not " + margin);
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
