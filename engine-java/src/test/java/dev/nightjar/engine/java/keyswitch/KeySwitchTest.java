package dev.nightjar.engine.java.keyswitch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Chunks;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.support.IntegerReference;
import dev.nightjar.engine.java.support.TestKeys;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySwitchTest {
  @ParameterizedTest(
      name = "{0}: n={1} kN={2} base=2^{3} levels={4} theta={5}, {6} ciphertexts, block {7} extension {8}")
  @CsvSource({"plain, 31, 256, 4, 4, 0, 1, 1, 0", "plain, 255, 256, 2, 8, 1, 7, 1, 0",
      "plain, 97, 512, 3, 5, 2, 37, 1, 0",
      "vector, 31, 256, 4, 4, 0, 1, 1, 0", "vector, 64, 512, 2, 8, 1, 3, 1, 0", "vector, 97, 512, 3, 5, 2, 9, 1, 0",
      "vector, 1, 256, 1, 3, 0, 17, 1, 0", "vector, 33, 256, 8, 2, 0, 8, 1, 0", "vector, 15, 256, 21, 1, 0, 37, 1, 0",
      "plain, 40, 256, 5, 3, 0, 3, 1, 0", "vector, 40, 256, 5, 3, 0, 2, 1, 0", "vector, 48, 256, 4, 4, 0, 6, 1, 0",
      "vector, 48, 256, 4, 4, 0, 39, 1, 0",
      "plain, 33, 256, 4, 4, 1, 5, 3, 0", "vector, 33, 256, 4, 4, 0, 9, 3, 2", "vector, 31, 256, 4, 4, 1, 3, 1, 1"})
  void keyswitchAndModulusSwitchEqualExactIntegerArithmetic(String family, int n, int big, int base,
      int levels, int theta, int count, int blockLength, int extensionLog2) {
    Parameters p = TestKeys.parameters(n, 1, big, 20, 1, base, levels, 40, 17, blockLength, extensionLog2);
    EvaluationKey key = TestKeys.random(p, n);
    LweList in = LweList.wrap(big, count,
        new SplittableRandom(big).longs((long) count * (big + 1)).toArray());
    int[] found = new int[count * (n + 1)];
    try (Workers workers = new Workers(2)) {
      KeySwitchKernel kernel = KernelChoice.choose(family).keySwitch();
      KeySwitchKey loaded = KeySwitchKey.load(key, Shape.of(p), () -> kernel, used(Shape.of(p)), workers);
      loaded.apply(in.words(), count, found, workers);
    }
    ModulusSwitch modulusSwitch = new ModulusSwitch(Shape.of(p), theta);
    IntegerReference reference = new IntegerReference(key, true);
    for (int i = 0; i < count; i++) {
      modulusSwitch.apply(found, i * (n + 1), n);
      assertThat(Arrays.copyOfRange(found, i * (n + 1), (i + 1) * (n + 1)))
          .isEqualTo(reference.switched(in, i, theta));
    }
  }

  /** Memory that holds what another keyswitch left. */
  private static Chunks<int[]> used(Shape shape) {
    Chunks<int[]> memory = KeySwitchKey.memory(shape);
    int[] digits = memory.take();
    Arrays.fill(digits, 0x5eed);
    memory.give(digits);
    return memory;
  }

  @Test
  void digitsRecomposeToTheRoundedWordAndAreBalanced() {
    SplittableRandom random = new SplittableRandom(7);
    int[] digits = new int[8];
    for (int t = 0; t < 20_000; t++) {
      int base = random.nextInt(1, 20);
      int levels = random.nextInt(1, Math.min(8, 63 / base) + 1);
      long word = random.nextLong();
      Digits.decompose(word, base, levels, digits, 0);
      long sum = 0;
      for (int l = 0; l < levels; l++) {
        assertThat(Math.abs(digits[l])).isLessThanOrEqualTo(1 << base - 1);
        sum += (long) digits[l] << 64 - base * (levels - l);
      }
      assertThat(Math.abs(word - sum)).isLessThanOrEqualTo(1L << 63 - base * levels);
    }
  }

  @Test
  void digitsOfUniformWordsHaveMeanZero() {
    SplittableRandom random = new SplittableRandom(11);
    int samples = 400_000;
    int[] digits = new int[4];
    long[] sums = new long[4];
    for (int t = 0; t < samples; t++) {
      Digits.decompose(random.nextLong(), 4, 4, digits, 0);
      for (int l = 0; l < 4; l++) {
        sums[l] += digits[l];
      }
    }
    double standardError = Math.sqrt(21.5 / samples);
    for (int l = 0; l < 3; l++) {
      assertThat((double) sums[l] / samples).as("level %d", l).isBetween(-5 * standardError,
          5 * standardError);
    }
  }
}
