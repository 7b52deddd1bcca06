package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UniformKeyTest {
  private static final Parameters UNIFORM = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
  private static final Parameters UNROLLED = ParameterCatalogue.byId("NJ2_M4_P64-unrolled").orElseThrow();
  private static final Parameters BLOCKS = ParameterCatalogue.byId("NJ2_M4_P64-block3").orElseThrow();
  private static final int KEYS = 300;

  private static long[] glwe(SecretKey key) {
    return TestKeys.withMasks(key, (glwe, lwe) -> glwe);
  }

  private static long[] lwe(SecretKey key) {
    return TestKeys.withMasks(key, (glwe, lwe) -> lwe);
  }

  private static long weight(long[] masks) {
    return -Arrays.stream(masks).sum();
  }

  private static long pairs(long[] masks) {
    long pairs = 0;
    for (int i = 0; i < masks.length; i += 2) {
      pairs += masks[i] != 0 || masks[i + 1] != 0 ? 1 : 0;
    }
    return pairs;
  }

  @Test
  void noKeyThatIsDrawnIsHeavierThanTheMeanAndTheyAreNotAllAlike() {
    long lightest = Long.MAX_VALUE;
    long heaviest = 0;
    for (int i = 0; i < KEYS; i++) {
      SecretKey key = TestKeys.key(UNIFORM, "uniform " + i);
      assertThat(weight(glwe(key))).isBetween(1024 - 150L, 1024L);
      assertThat(weight(lwe(key))).isBetween(411 - 90L, 411L);
      lightest = Math.min(lightest, weight(glwe(key)));
      heaviest = Math.max(heaviest, weight(glwe(key)));
    }
    assertThat(lightest).isLessThan(1024 - 40);
    assertThat(heaviest).isGreaterThan(1024 - 4);
  }

  @Test
  void generatedKeysAreSoForEachFamily() {
    for (Parameters p : new Parameters[] {UNIFORM, UNROLLED, BLOCKS}) {
      for (int i = 0; i < 20; i++) {
        try (SecretKey key = SecretKey.generate(p, TestKeys.ANY_SET);
            SecretKey other = new KeyGenerator(Parallelism.NONE, TestKeys.ANY_SET).secretKey(p)) {
          assertThat(weight(glwe(key))).isLessThanOrEqualTo(p.bigLweDimension() / 2);
          assertThat(weight(lwe(key))).isLessThanOrEqualTo(p.lweDimension() / (p.blockLength() + 1));
          assertThat(weight(glwe(other))).isLessThanOrEqualTo(p.bigLweDimension() / 2);
        }
      }
    }
  }

  @Test
  void thePairsOfAnUnrolledKeyAreNoHeavierThanTheMeanEither() {
    boolean close = false;
    for (int i = 0; i < KEYS; i++) {
      long[] lwe = lwe(TestKeys.key(UNROLLED, "pairs " + i));
      assertThat(weight(lwe)).isLessThanOrEqualTo(411);
      assertThat(pairs(lwe)).isLessThanOrEqualTo(308);
      close |= pairs(lwe) > 304;
    }
    assertThat(close).isTrue();
  }

  /** The distribution itself: each key of few bits that may be drawn is drawn equally often, no other one is. */
  @Test
  void allKeysOfFewBitsThatAreLightEnoughAreEquallyLikely() {
    int bits = 8;
    int light = 163;
    int pairs = 147;
    assertEqual(bits, light, drawn(bits, UNIFORM));
    assertEqual(bits, pairs, drawn(bits, UNROLLED));
  }

  private static int[] drawn(int bits, Parameters p) {
    int[] count = new int[1 << bits];
    try (SecretRandom random = TestKeys.random("few " + p.id()); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.LWE_KEY, 0);
      long[] masks = new long[bits];
      for (int i = 0; i < 40_000; i++) {
        UniformKey.drawLwe(stream, masks, p);
        int value = 0;
        for (long mask : masks) {
          value = value << 1 | (int) (mask & 1);
        }
        count[value]++;
      }
    }
    return count;
  }

  private static void assertEqual(int bits, int kinds, int[] count) {
    double expected = (double) Arrays.stream(count).sum() / kinds;
    double statistic = Arrays.stream(count).filter(c -> c > 0)
        .mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    assertThat(Arrays.stream(count).filter(c -> c > 0).count()).isEqualTo(kinds);
    assertThat(statistic / (kinds - 1)).isBetween(ChiSquared.quantile(kinds - 1, -3.29),
        ChiSquared.quantile(kinds - 1, 3.29));
  }

  /** What an earlier version drew may be heavier; its owner can still decrypt with it. */
  @Test
  void aHeavierKeyOfAnEarlierVersionIsRead() {
    long[] glwe = new long[UNROLLED.bigLweDimension()];
    long[] lwe = new long[UNROLLED.lweDimension()];
    Arrays.fill(glwe, -1);
    Arrays.fill(lwe, -1);
    byte[] frame = new SecretKey(UNROLLED, glwe.clone(), lwe.clone()).encode();
    try (SecretKey key = SecretKey.decode(ByteBuffer.wrap(frame), UNROLLED)) {
      assertThat(glwe(key)).isEqualTo(glwe);
      assertThat(lwe(key)).isEqualTo(lwe);
    }
  }

  /** As they were before keys had a greatest weight: some of these are heavier than the mean. */
  @Test
  void keysOfTestSetsAreOfAnyWeight() {
    Parameters small = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);
    long heavy = 0;
    for (int i = 0; i < 40; i++) {
      heavy += weight(glwe(SecretKey.insecureForTests(small, i))) > 256 ? 1 : 0;
    }
    assertThat(heavy).isBetween(8L, 32L);
  }
}
