package dev.nightjar.engine.java.support;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import dev.nightjar.engine.java.vector.VectorFamily;
import dev.nightjar.engine.java.vector.points.VectorStepProduct;
import java.util.SplittableRandom;

/** The rotators of all kernels by name, and their comparison with exact integer arithmetic. */
public final class Rotators {
  private Rotators() {}

  /** Parameters of a key with the bits of one step: one bit or one block. */
  public static Parameters oneStep(int k, int size, int base, int level, int blockLength, int extensionLog2) {
    return TestKeys.parameters(blockLength, k, size, base, level, 4, 3, 40, 17, blockLength, extensionLog2);
  }

  /**
   * The largest error of any output word of a rotation with a random key, in units of the bound.
   *
   * @param p parameters with the bits of one step
   * @param wanted ciphertexts; fewer are taken if the rotator has no room for all of them
   * @throws IllegalStateException if this machine's vectors are too narrow for one ciphertext: see {@link #capacity}
   */
  public static double worstError(String rotator, Parameters p, int theta, int wanted) {
    return worstError(rotator, p, tables(new SplittableRandom(theta), p.tableSize(), 3, 1 << theta), wanted);
  }

  /** The same for tables of several values, relative to the sum of the magnitudes of a factor's coefficients. */
  public static double worstErrorOfFactors(String rotator, Parameters p, int outputs, int wanted) {
    SplittableRandom random = new SplittableRandom(outputs);
    long[][] common = new long[3][];
    int[][][] factors = new int[3][outputs][];
    int norm = 60;
    for (int t = 0; t < 3; t++) {
      common[t] = random.longs(8).toArray();
      for (int o = 0; o < outputs; o++) {
        factors[t][o] = new int[p.tableSize() >> random.nextInt(4)];
        for (int w = 0; w < norm; w += 3) {
          factors[t][o][random.nextInt(factors[t][o].length)] += random.nextBoolean() ? 3 : -3;
        }
      }
    }
    return worstError(rotator, p, LookupTables.ofFactors(p.tableSize(), common, factors), wanted) / norm;
  }

  private static double worstError(String rotator, Parameters p, LookupTables tables, int wanted) {
    int n = p.lweDimension();
    int count = Math.min(wanted, capacity(rotator, Shape.of(p)));
    if (count == 0) {
      throw new IllegalStateException("rotator " + rotator + " takes no ciphertext of " + p + " on this machine");
    }
    EvaluationKey key = TestKeys.random(p, p.polynomialSize() + p.glweDimension());
    SplittableRandom random = new SplittableRandom(count);
    int[] exponents = random.ints((n + 1L) * count, 0, 2 * p.tableSize()).toArray();
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
      LookupTables tables, int[] tableOf) {
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

  /** Ciphertexts that a rotator takes at a time; 0 if this machine's vectors are too narrow for one. */
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
  public static boolean rotatesLast(String rotator, Parameters p) {
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
