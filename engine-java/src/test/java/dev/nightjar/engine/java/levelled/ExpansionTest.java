package dev.nightjar.engine.java.levelled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.LevelledTestKeys;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Workers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the GGSW ciphertexts that a query is expanded to, for all levelled sets and kernels. */
class ExpansionTest {
  /** How far below the formula, in bits: more than half of it is rounding, of which good transforms make less. */
  private static final double BELOW = 1.2;

  /** How far above it, for what a few thousand values deviate. */
  private static final double ABOVE = 0.2;

  private static final long[] BITS = {1, 0};

  /** A kernel family and a parameter set. */
  private record Case(String family, Parameters set) {
    @Override
    public String toString() {
      return family + ", " + set.id();
    }
  }

  static Stream<Case> cases() {
    return Stream.of("plain", "vector")
        .filter(family -> KernelChoice.choose(family).levelled(2048, 1).isPresent())
        .flatMap(family -> ParameterCatalogue.all(KeyFamily.LEVELLED).stream().map(set -> new Case(family, set)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsHaveTheNoiseOfTheFormulas(Case given) {
    LevelledTestKeys keys = new LevelledTestKeys(given.set, 11);
    Levelled levelled = given.set.levelled().orElseThrow();
    LevelledPool pool = LevelledPool.of(LevelledShape.of(given.set),
        (size, rows) -> KernelChoice.choose(given.family).levelled(size, rows).orElseThrow());
    double maskVariance = 0;
    double bodyVariance = 0;
    try (Workers workers = new Workers(2)) {
      LevelledKey key = LevelledKey.load(keys.evaluationKey(), pool, workers);
      try (GgswBits bits = Expansion.run(pool, key, keys.query(BITS), BITS.length, workers)) {
        for (int bit = 0; bit < BITS.length; bit++) {
          long[] secret = keys.secret();
          long value = BITS[bit];
          for (int level = 1; level <= levelled.mask().level(); level++) {
            int shift = 64 - levelled.mask().baseLog() * level;
            long[] expected = Arrays.stream(secret).map(s -> -s * value << shift).toArray();
            maskVariance += variance(keys, pool, bits, bit, level - 1, expected);
          }
          for (int level = 1; level <= levelled.body().level(); level++) {
            long[] expected = new long[secret.length];
            expected[0] = value << 64 - levelled.body().baseLog() * level;
            bodyVariance += variance(keys, pool, bits, bit, levelled.mask().level() + level - 1, expected);
          }
        }
      }
    }
    maskVariance /= BITS.length * levelled.mask().level();
    bodyVariance /= BITS.length * levelled.body().level();
    assertThat(log2(maskVariance)).as("mask rows")
        .isBetween(log2(LevelledNoise.schemeSwitchedRow(given.set)) - BELOW,
            log2(LevelledNoise.schemeSwitchedRow(given.set)) + ABOVE);
    assertThat(log2(bodyVariance)).as("body rows")
        .isBetween(log2(LevelledNoise.row(given.set)) - BELOW, log2(LevelledNoise.row(given.set)) + ABOVE);
  }

  private static double variance(LevelledTestKeys keys, LevelledPool pool, GgswBits bits, int bit, int row,
      long[] expected) {
    LevelledContext context = pool.take();
    for (int column = 0; column < LevelledKernel.COLUMNS; column++) {
      context.kernel.getRow(bits.array(bit), bits.at(bit), pool.shape().rows(), row, column);
      context.kernel.writeProduct(column, context.words, context.at(column));
    }
    double variance = LevelledTestKeys.variance(keys.phase(context.words, context.at(0), context.at(1)), expected);
    pool.give(context);
    return variance;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
