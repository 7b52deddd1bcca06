package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.MaskStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBitsTest {
  private static long[] masks(int count) {
    long[] masks = new long[count];
    try (SecretRandom random = TestKeys.random("key bits"); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.LWE_KEY, count);
      stream.nextBitMasks(masks);
    }
    return masks;
  }

  private static long[] words(int count) {
    long[] words = new long[count];
    new MaskStream(new byte[MaskStream.SEED_BYTES]).row(5, count, words, 0);
    return words;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 63, 64, 65, 702, 2048})
  void everyBitIsTheOneThatWasGivenAndTheArrayIsWiped(int count) {
    long[] masks = masks(count);
    long[] given = masks.clone();
    KeyBits bits = KeyBits.take(given);
    assertThat(bits.length()).isEqualTo(count);
    assertThat(IntStream.range(0, count).mapToLong(bits::mask).toArray()).isEqualTo(masks);
    assertThat(given).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 63, 64, 65, 702, 2048})
  void innerProductsSumTheWordsUnderOneBits(int count) {
    long[] masks = masks(count);
    long[] words = words(count + 3);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += words[3 + i] & masks[i];
    }
    assertThat(KeyBits.take(masks).inner(words, 3)).isEqualTo(sum);
  }

  @Test
  void aValueIsAddedWhereBitsAreSet() {
    long[] masks = masks(512);
    long[] words = words(256);
    long[] expected = words.clone();
    for (int i = 0; i < 256; i++) {
      expected[i] += 77 & masks[256 + i];
    }
    KeyBits.take(masks).addWhereSet(77, 256, words);
    assertThat(words).isEqualTo(expected);
  }

  @Test
  void theyAreWrittenFromTheLeastSignificantBitOnWithZerosBehind() {
    long[] masks = new long[13];
    masks[0] = -1;
    masks[9] = -1;
    masks[12] = -1;
    ByteBuffer out = ByteBuffer.allocate(2);
    KeyBits.take(masks).write(out);
    assertThat(out.array()).isEqualTo(new byte[] {1, 0b10010});
  }

  @Test
  void wipingLeavesNoBit() {
    long[] masks = new long[130];
    Arrays.fill(masks, -1);
    KeyBits bits = KeyBits.take(masks);
    bits.wipe();
    assertThat(IntStream.range(0, 130).mapToLong(bits::mask)).containsOnly(0L);
    assertThat(bits.inner(words(130), 0)).isZero();
  }
}
