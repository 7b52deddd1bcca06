package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlockBinaryKeyTest {
  private static final Parameters SECURE = Parameters.builder("test-block3")
      .glweKey(1, 2048, new TUniform(17)).lweKey(918, new TUniform(47)).bootstrap(23, 1).keyswitch(2, 8)
      .promise(4, 4, -64).blockLength(3).build();
  private static final int FEW_BITS = 12;

  /** Keys of {@value #FEW_BITS} bits: 4^4 choices of 4 blocks without the 3^4 in which every block has a 1. */
  private static final int LIGHT_KEYS = 256 - 81;

  private static long[] lwe(SecretKey key) {
    return TestKeys.withMasks(key, (glwe, lwe) -> lwe);
  }

  private static long weight(long[] masks) {
    return Arrays.stream(masks).filter(m -> m != 0).count();
  }

  private static long[] masks(int... ones) {
    long[] masks = new long[SECURE.lweDimension()];
    for (int i : ones) {
      masks[i] = -1;
    }
    return masks;
  }

  @Test
  void everyKeyHasAtMostOneOneInABlockAndIsNoHeavierThanTheMean() {
    for (int i = 0; i < 300; i++) {
      long[] lwe = lwe(TestKeys.key(SECURE, "structure " + i));
      assertThat(lwe).hasSize(918).containsOnly(0, -1);
      for (int at = 0; at < lwe.length; at += 3) {
        assertThat(lwe[at] + lwe[at + 1] + lwe[at + 2]).isBetween(-1L, 0L);
      }
      assertThat(weight(lwe)).isBetween(170L, 229L);
    }
  }

  @Test
  void aGeneratedKeyIsSoTooAndItsGlweKeyIsUniform() {
    try (SecretKey key = SecretKey.generate(SECURE, TestKeys.ANY_SET);
        SecretKey other = SecretKey.generate(SECURE, TestKeys.ANY_SET)) {
      assertThat(BlockBinaryKey.hasBlocks(lwe(key))).isTrue();
      assertThat(BlockBinaryKey.isLight(lwe(key))).isTrue();
      assertThat(lwe(key)).isNotEqualTo(lwe(other));
      assertThat(weight(TestKeys.withMasks(key, (glwe, lwe) -> glwe))).isBetween(850L, 1200L);
    }
  }

  /** The distribution itself, not its moments: every admissible key of few bits is drawn equally often. */
  @Test
  void allKeysOfFewBitsThatAreLightEnoughAreEquallyLikely() {
    Parameters few = TestKeys.blocks(FEW_BITS);
    int samples = 200 * LIGHT_KEYS;
    int[] count = new int[1 << FEW_BITS];
    try (SecretRandom random = TestKeys.random("few"); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.LWE_KEY, 0);
      long[] masks = new long[few.lweDimension()];
      for (int i = 0; i < samples; i++) {
        BlockBinaryKey.draw(stream, masks);
        int value = 0;
        for (long mask : masks) {
          value = value << 1 | (int) (mask & 1);
        }
        count[value]++;
      }
    }
    double expected = (double) samples / LIGHT_KEYS;
    double statistic = Arrays.stream(count).filter(c -> c > 0)
        .mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();

    assertThat(Arrays.stream(count).filter(c -> c > 0).count()).isEqualTo(LIGHT_KEYS);
    assertThat(statistic / (LIGHT_KEYS - 1)).isBetween(ChiSquared.quantile(LIGHT_KEYS - 1, -3.29),
        ChiSquared.quantile(LIGHT_KEYS - 1, 3.29));
  }

  /** Over many long keys, each place of a block holds the 1 equally often. */
  @Test
  void theOneOfABlockIsEquallyOftenAtEachPlace() {
    long[] at = new long[3];
    for (int i = 0; i < 300; i++) {
      long[] lwe = lwe(TestKeys.key(SECURE, "places " + i));
      for (int j = 0; j < lwe.length; j++) {
        at[j % 3] -= lwe[j];
      }
    }
    double expected = Arrays.stream(at).sum() / 3.0;
    double statistic = Arrays.stream(at).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();

    assertThat(statistic).as("χ² with 2 degrees of freedom, 99.9 %%: %s", Arrays.toString(at)).isLessThan(13.8);
  }

  @Test
  void aKeyReadsBackToTheSameBits() {
    try (SecretKey key = TestKeys.key(SECURE, "read back")) {
      byte[] frame = key.encode();
      try (SecretKey back = SecretKey.decode(ByteBuffer.wrap(frame), SECURE)) {
        assertThat(lwe(back)).isEqualTo(lwe(key));
        assertThat(back.encode()).isEqualTo(frame);
      }
    }
  }

  private static byte[] frameOf(long[] lweMasks) {
    return new SecretKey(SECURE, new long[SECURE.bigLweDimension()], lweMasks).encode();
  }

  private static void refused(String words, long[] lweMasks) {
    byte[] frame = frameOf(lweMasks);
    SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, words, () -> SecretKey.decode(ByteBuffer.wrap(frame), SECURE));
  }

  @Test
  void anEncodedKeyWithTwoOnesInABlockIsRefused() {
    SecretKey.decode(ByteBuffer.wrap(frameOf(masks(0, 3, 8, 917))), SECURE).close();
    refused("at most one 1 in each block of 3 bits", masks(0, 1));
    refused("at most one 1 in each block of 3 bits", masks(0, 2));
    refused("at most one 1 in each block of 3 bits", masks(3, 916, 917));
    refused("at most one 1 in each block of 3 bits", masks(6, 7, 8));
  }

  @Test
  void anEncodedKeyThatIsHeavierThanTheMeanIsRefused() {
    int[] ones = new int[230];
    Arrays.setAll(ones, i -> 3 * i + i % 3);
    SecretKey.decode(ByteBuffer.wrap(frameOf(masks(Arrays.copyOf(ones, 229)))), SECURE).close();
    refused("at most 229 ones", masks(ones));
  }

  @Test
  void aKeyOfAnOrdinarySetMayHaveAnyBits() {
    Parameters uniform = Parameters.builder("test")
        .glweKey(1, 2048, new TUniform(17)).lweKey(918, new TUniform(47)).bootstrap(23, 1).keyswitch(2, 8)
        .promise(4, 4, -64).build();
    long[] all = new long[918];
    Arrays.fill(all, -1);
    byte[] frame = new SecretKey(uniform, new long[2048], all).encode();

    SecretKey.decode(ByteBuffer.wrap(frame), uniform).close();
    SecretKeyTest.refused(ErrorCode.PARAMETER_MISMATCH, "another parameter set",
        () -> SecretKey.decode(ByteBuffer.wrap(frame), SECURE));
  }
}
