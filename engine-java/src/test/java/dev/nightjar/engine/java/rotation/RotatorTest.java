package dev.nightjar.engine.java.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.support.Rotators;
import dev.nightjar.engine.java.support.TestKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotatorTest {
  /**
   * One step (a key bit, a block, two bits of an unrolled key), so that both sides decompose the same exact
   * accumulator; a random key, so that every word counts. The error that is left is the transform's: digits of about
   * B/√12, key words of 1/√12, (k+1) ℓ N products, and about {@code 3·2^-53} of their sum as standard deviation; the
   * bound is ten times that.
   */
  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} count={6}")
  @CsvSource({
      "plain, 1, 256, 23, 1, 0, 1", "plain, 1, 512, 10, 2, 1, 3", "plain, 2, 1024, 7, 3, 0, 2",
      "plain, 1, 2048, 23, 1, 2, 3", "plain, 1, 4096, 22, 1, 0, 1", "plain, 1, 8192, 15, 2, 0, 1",
      "plain, 3, 512, 18, 1, 0, 8", "plain group, 1, 2048, 23, 1, 2, 8", "plain group, 2, 512, 10, 2, 1, 3",
      "single, 1, 256, 23, 1, 0, 1", "single, 1, 512, 10, 2, 1, 3", "single, 2, 1024, 7, 3, 0, 2",
      "single, 1, 2048, 23, 1, 2, 3", "single, 1, 4096, 22, 1, 0, 1", "single, 1, 8192, 15, 2, 0, 1",
      "single, 5, 256, 17, 1, 0, 4", "single, 1, 1024, 1, 3, 0, 8", "single, 1, 16384, 15, 2, 0, 1",
      "lanes, 1, 256, 23, 1, 0, 2", "lanes, 5, 256, 17, 1, 0, 2", "lanes, 3, 512, 18, 1, 0, 1",
      "lanes, 1, 512, 10, 2, 1, 2", "lanes, 2, 1024, 7, 3, 0, 2", "lanes, 1, 1024, 1, 3, 0, 2",
      "lanes, 1, 2048, 23, 1, 2, 2", "lanes, 1, 2048, 15, 2, 1, 1", "lanes, 1, 4096, 22, 1, 0, 2",
      "lanes, 1, 8192, 22, 1, 0, 1", "lanes, 1, 16384, 15, 2, 0, 1",
      "pairs, 1, 256, 23, 1, 0, 2", "pairs, 1, 2048, 23, 1, 2, 4", "pairs, 1, 4096, 22, 1, 0, 1"})
  void aStepEqualsExactIntegerArithmeticWithinTheTransformsError(String rotator, int k, int size, int base,
      int level, int theta, int count) {
    check(rotator, k, size, base, level, theta, count, 1, 0);
  }

  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} count={6} extension={7}")
  @CsvSource({
      "plain, 1, 256, 23, 1, 0, 1, 0", "plain, 2, 512, 10, 2, 1, 3, 0", "plain, 1, 1024, 7, 3, 1, 2, 1",
      "single, 1, 2048, 23, 1, 0, 3, 0", "single, 2, 512, 10, 2, 1, 3, 0", "single, 1, 1024, 7, 3, 1, 2, 1",
      "lanes, 1, 2048, 23, 1, 0, 8, 0", "lanes, 2, 512, 10, 2, 1, 3, 0", "lanes, 1, 256, 7, 3, 0, 2, 0",
      "lanes, 1, 1024, 23, 1, 1, 3, 1", "lanes, 2, 512, 10, 2, 1, 2, 2", "pairs, 1, 2048, 23, 1, 1, 4, 0"})
  void aBlockOfABlockBinaryKeyIsDoneInOneStep(String rotator, int k, int size, int base, int level, int theta,
      int count, int extensionLog2) {
    check(rotator, k, size, base, level, theta, count, 3, extensionLog2);
  }

  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} count={6} extension={7}")
  @CsvSource({
      "plain, 1, 256, 23, 1, 0, 1, 1", "plain, 2, 512, 10, 2, 1, 3, 2", "plain, 1, 256, 20, 1, 2, 1, 5",
      "plain group, 1, 512, 20, 1, 0, 3, 1",
      "single, 1, 2048, 23, 1, 0, 2, 1", "single, 2, 512, 10, 2, 1, 3, 2", "single, 1, 256, 20, 1, 2, 1, 5",
      "lanes, 1, 2048, 23, 1, 0, 4, 1", "lanes, 1, 512, 10, 2, 1, 2, 2", "lanes, 1, 1024, 23, 1, 2, 1, 3",
      "lanes, 2, 256, 17, 1, 0, 3, 1"})
  void anExtendedStepRotatesTheWholeTable(String rotator, int k, int size, int base, int level, int theta,
      int count, int extensionLog2) {
    check(rotator, k, size, base, level, theta, count, 1, extensionLog2);
  }

  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} count={6}")
  @CsvSource({
      "plain group, 1, 2048, 22, 1, 0, 8", "plain group, 2, 512, 10, 2, 1, 3", "plain group, 3, 256, 17, 1, 0, 5",
      "lanes, 1, 2048, 22, 1, 0, 8", "lanes, 1, 256, 23, 1, 1, 3", "lanes, 1, 4096, 22, 1, 0, 2",
      "lanes, 2, 1024, 23, 1, 0, 3", "lanes, 3, 512, 17, 1, 1, 2", "lanes, 4, 512, 17, 1, 0, 2",
      "lanes, 1, 2048, 15, 2, 1, 2", "lanes, 2, 256, 7, 3, 0, 8",
      "pairs, 1, 2048, 22, 1, 1, 4", "pairs, 1, 512, 23, 1, 0, 3",
      "single, 1, 2048, 22, 1, 0, 3", "single, 1, 256, 23, 1, 1, 1"})
  void twoBitsOfAnUnrolledKeyAreDoneInOneStep(String rotator, int k, int size, int base, int level, int theta,
      int count) {
    Parameters p = TestKeys.unrolled(2, k, size, base, level, 40, 17);
    check(rotator, p, theta, count);
  }

  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} outputs={5} count={6} extension={7}")
  @CsvSource({
      "plain, 1, 512, 23, 1, 3, 1, 0", "plain group, 2, 256, 10, 2, 2, 3, 0", "plain, 1, 256, 20, 1, 2, 2, 2",
      "single, 1, 2048, 23, 1, 2, 1, 0", "single, 3, 512, 17, 1, 5, 2, 0", "single, 1, 256, 20, 1, 3, 1, 3",
      "lanes, 1, 1024, 22, 1, 3, 4, 0", "lanes, 2, 512, 10, 2, 2, 2, 1", "pairs, 1, 2048, 23, 1, 2, 2, 0"})
  void outputsOfSeveralValuesAreCoefficientsOfProducts(String rotator, int k, int size, int base, int level,
      int outputs, int count, int extensionLog2) {
    Parameters p = Rotators.oneStep(k, size, base, level, 1, extensionLog2);
    assumeThat(Rotators.capacity(rotator, Shape.of(p))).as("ciphertexts that rotator %s takes on this machine", rotator)
        .isPositive();
    assertThat(Rotators.worstErrorOfFactors(rotator, p, outputs, count)).isLessThan(1);
  }

  /** Compares unless this machine's vectors are too narrow for one ciphertext, which is shown as a skipped test. */
  private static void check(String rotator, Parameters p, int theta, int count) {
    assumeThat(Rotators.capacity(rotator, Shape.of(p))).as("ciphertexts that rotator %s takes on this machine", rotator)
        .isPositive();
    assertThat(Rotators.worstError(rotator, p, theta, count)).isLessThan(1);
  }

  private static void check(String rotator, int k, int size, int base, int level, int theta, int count,
      int blockLength, int extensionLog2) {
    check(rotator, Rotators.oneStep(k, size, base, level, blockLength, extensionLog2), theta, count);
  }
}
