package dev.nightjar.engine.java.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.support.IntegerReference;
import dev.nightjar.engine.java.support.TestKeys;
import dev.nightjar.engine.java.vector.VectorFamily;
import dev.nightjar.engine.java.vector.points.VectorStepProduct;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class RotatorTest {
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
    assertThat(worstError(rotator, k, size, base, level, theta, count, 1, 0)).isLessThan(1);
  }

  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} count={6} extension={7}")
  @CsvSource({
      "plain, 1, 256, 23, 1, 0, 1, 0", "plain, 2, 512, 10, 2, 1, 3, 0", "plain, 1, 1024, 7, 3, 1, 2, 1",
      "single, 1, 2048, 23, 1, 0, 3, 0", "single, 2, 512, 10, 2, 1, 3, 0", "single, 1, 1024, 7, 3, 1, 2, 1",
      "lanes, 1, 2048, 23, 1, 0, 8, 0", "lanes, 2, 512, 10, 2, 1, 3, 0", "lanes, 1, 256, 7, 3, 0, 2, 0",
      "lanes, 1, 1024, 23, 1, 1, 3, 1", "lanes, 2, 512, 10, 2, 1, 2, 2", "pairs, 1, 2048, 23, 1, 1, 4, 0"})
  void aBlockOfABlockBinaryKeyIsDoneInOneStep(String rotator, int k, int size, int base, int level, int theta,
      int count, int extensionLog2) {
    assertThat(worstError(rotator, k, size, base, level, theta, count, 3, extensionLog2)).isLessThan(1);
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
    assertThat(worstError(rotator, k, size, base, level, theta, count, 1, extensionLog2)).isLessThan(1);
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
    assertThat(worstError(rotator, p, theta, count)).isLessThan(1);
  }

  /**
   * The largest error of any output word, in units of the bound; 0 where this machine's vectors are too narrow for
   * one ciphertext.
   */
  public static double worstError(String rotator, int k, int size, int base, int level, int theta, int wanted,
      int blockLength, int extensionLog2) {
    return worstError(rotator, TestKeys.parameters(blockLength, k, size, base, level, 4, 3, 40, 17, blockLength,
        extensionLog2), theta, wanted);
  }

  /** The same for any parameters. */
  public static double worstError(String rotator, Parameters p, int theta, int wanted) {
    int n = p.lweDimension();
    int count = Math.min(wanted, capacity(rotator, Shape.of(p)));
    if (count == 0) {
      return 0;
    }
    EvaluationKey key = TestKeys.random(p, p.polynomialSize() + p.glweDimension());
    SplittableRandom random = new SplittableRandom(count);
    int[] exponents = random.ints((n + 1L) * count, 0, 2 * p.tableSize()).toArray();
    LookupTables tables = tables(random, p.tableSize(), 3, 1 << theta);
    int[] tableOf = random.ints(count, 0, 3).toArray();

    LweList found = rotate(rotator, key, exponents, count, tables, tableOf);
    LweList expected = new IntegerReference(key, !rotatesLast(rotator, p)).rotate(exponents, count, tables,
        tableOf);

    double worst = 0;
    for (int i = 0; i < found.words().length; i++) {
      worst = Math.max(worst, Math.abs((double) (found.words()[i] - expected.words()[i])) * 0x1p-64);
    }
    // u S + v T + u v P with u and v of variance 2: as much as four terms u S.
    int terms = p.unrolled() ? 4 : n;
    double product = Math.sqrt((double) terms * (p.glweDimension() + 1) * p.pbsLevel() * p.polynomialSize())
        * (1 << p.pbsBaseLog()) / 12;
    return worst / (30 * 0x1p-53 * product + 0x1p-52);
  }

  private static LweList rotate(String rotator, EvaluationKey key, int[] exponents, int count,
      LookupTables tables,
      int[] tableOf) {
    Shape shape = Shape.of(key.parameters());
    RotatorPool rotators = new RotatorPool(shape, family(rotator));
    LweList out = LweList.allocate(shape.bigDimension(), count * tables.outputs());
    try (Workers workers = new Workers(1)) {
      FourierKey fourier = FourierKey.load(key, shape, rotators.kernel(), workers);
      rotators.rotate(fourier, new BlindRotator.Group(exponents, 0, count, tables, tableOf, out),
          path(rotator));
    }
    return out;
  }

  /** Ciphertexts that a rotator takes at a time. */
  public static int capacity(String rotator, Shape shape) {
    BatchPlan.Groups groups = new RotatorPool(shape, family(rotator)).groups();
    return switch (path(rotator)) {
      case FULL -> groups.full();
      case HALF -> groups.half();
      case SINGLES -> BatchPlan.SINGLES;
    };
  }

  public static KernelFamily family(String rotator) {
    return KernelChoice.choose(rotator.startsWith("plain") ? "plain" : "vector");
  }

  public static Path path(String rotator) {
    return switch (rotator) {
      case "lanes", "plain group" -> Path.FULL;
      case "pairs" -> Path.HALF;
      default -> Path.SINGLES;
    };
  }

  /** Whether a rotator multiplies by the monomial after the external product. */
  static boolean rotatesLast(String rotator, Parameters p) {
    return rotator.startsWith("plain") ? p.extensionLog2() == 0
        : path(rotator) != Path.SINGLES || VectorFamily.lanesForSingles(Shape.of(p))
            || VectorStepProduct.canMultiply(Shape.of(p));
  }

  private static LookupTables tables(SplittableRandom random, int size, int count, int outputs) {
    long[][][] values = new long[count][outputs][];
    for (long[][] table : values) {
      for (int o = 0; o < outputs; o++) {
        table[o] = random.longs(8).toArray();
      }
    }
    return LookupTables.of(size, values);
  }
}
