package dev.nightjar.engine.java.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.support.IntegerReference;
import dev.nightjar.engine.java.support.TestKeys;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainRotatorTest {
  /** One step, with the bound that {@link RotatorTest} derives for the transform's error. */
  @ParameterizedTest(name = "group of {0}: k={1} N={2} B=2^{3} l={4} blocks of {5}, {6} ciphertexts")
  @CsvSource({
    "8, 1, 256, 23, 1, 1, 8", "8, 5, 256, 17, 1, 1, 2", "8, 4, 512, 18, 1, 1, 3", "8, 1, 512, 10, 2, 1, 8",
    "8, 2, 1024, 7, 3, 1, 5", "8, 3, 512, 18, 1, 3, 4", "8, 1, 2048, 23, 1, 1, 8", "8, 1, 2048, 15, 2, 1, 1",
    "8, 1, 2048, 23, 1, 3, 7", "8, 1, 4096, 22, 1, 1, 2", "8, 1, 8192, 15, 2, 1, 1", "8, 2, 256, 7, 3, 3, 8",
    "4, 1, 2048, 23, 1, 1, 4", "4, 3, 256, 17, 1, 3, 3", "4, 1, 1024, 10, 2, 1, 2", "1, 1, 512, 23, 1, 1, 1"
  })
  void aStepOfAGroupEqualsExactIntegerArithmetic(int group, int k, int size, int base, int level, int block,
      int count) {
    Parameters p = TestKeys.parameters(block, k, size, base, level, 4, 3, 40, 17, block, 0);
    EvaluationKey key = TestKeys.random(p, size + k);
    SplittableRandom random = new SplittableRandom(count);
    int[] exponents = random.ints((block + 1L) * count, 0, 2 * p.tableSize()).toArray();
    LookupTables tables = LookupTables.of(p.tableSize(),
        new long[][][] {{random.longs(8).toArray()}, {random.longs(8).toArray()}});
    int[] tableOf = random.ints(count, 0, 2).toArray();
    LweList found = LweList.allocate(p.bigLweDimension(), count);
    Shape shape = Shape.of(p);
    try (Workers workers = new Workers(1)) {
      FourierKey fourier = FourierKey.load(key, shape, new PlainKernel(shape), workers);
      new PlainRotator(shape, group).rotate(fourier,
          new BlindRotator.Group(exponents, 0, count, tables, tableOf, found));
    }
    LweList expected = new IntegerReference(key, false).rotate(exponents, count, tables, tableOf);
    double product = Math.sqrt((double) block * (k + 1) * level * size) * (1 << base) / 12;
    double bound = 30 * 0x1p-53 * product + 0x1p-52;
    for (int i = 0; i < found.words().length; i++) {
      double error = Math.abs((double) (found.words()[i] - expected.words()[i])) * 0x1p-64;
      assertThat(error).as("word %d", i).isLessThan(bound);
    }
  }

  @Test
  void ciphertextsOfAGroupDoNotTouchEachOther() {
    Parameters p = TestKeys.parameters(6, 2, 512, 15, 1, 4, 3, 40, 17);
    Shape shape = Shape.of(p);
    SplittableRandom random = new SplittableRandom(7);
    int[] exponents = random.ints(8L * 7, 0, 1024).toArray();
    LookupTables tables = LookupTables.of(512, new long[][][] {{random.longs(8).toArray()}});
    LweList together = LweList.allocate(p.bigLweDimension(), 8);
    LweList alone = LweList.allocate(p.bigLweDimension(), 8);
    try (Workers workers = new Workers(1)) {
      FourierKey key = FourierKey.load(TestKeys.random(p, 5), shape, new PlainKernel(shape), workers);
      PlainRotator rotator = new PlainRotator(shape, 8);
      rotator.rotate(key, new BlindRotator.Group(exponents, 0, 8, tables, new int[8], together));
      for (int i = 7; i >= 0; i--) {
        rotator.rotate(key, new BlindRotator.Group(exponents, i, 1, tables, new int[8], alone));
      }
    }
    assertThat(alone.words()).isEqualTo(together.words());
  }
}
