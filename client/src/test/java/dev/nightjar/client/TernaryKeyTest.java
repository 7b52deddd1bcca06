package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TernaryKeyTest {
  private static final Parameters LEVELLED = ParameterCatalogue.byId("NJL1_P").orElseThrow();
  private static final int SIZE = 2048;
  private static final int PAYLOAD = 16 + 2 * SIZE / 8;

  private static long[] coefficients(SecretKey key) {
    return key.use((glwe, lwe) -> IntStream.range(0, glwe.length()).mapToLong(glwe::coefficient).toArray());
  }

  private static long weight(long[] coefficients) {
    return Arrays.stream(coefficients).filter(c -> c != 0).count();
  }

  /** Sum of the squares of the coefficients of S², by definition. */
  private static long squareNorm(long[] s) {
    long sum = 0;
    for (int t = 0; t < s.length; t++) {
      long value = 0;
      for (int i = 0; i < s.length; i++) {
        value += i <= t ? s[i] * s[t - i] : -s[i] * s[s.length + t - i];
      }
      sum += value * value;
    }
    return sum;
  }

  @Test
  void noKeyThatIsDrawnNorItsSquareIsHeavierThanTheMean() {
    long heaviest = 0;
    double largest = 0;
    for (int i = 0; i < 60; i++) {
      try (SecretKey key = SecretKey.generate(LEVELLED)) {
        long[] s = coefficients(key);
        assertThat(s).hasSize(SIZE).containsOnly(-1, 0, 1);
        assertThat(weight(s)).isBetween(2 * SIZE / 3 - 150L, 2 * SIZE / 3L);
        assertThat(Arrays.stream(s).sum()).isBetween(-250L, 250L);
        assertThat(squareNorm(s)).isLessThanOrEqualTo(8L * SIZE * SIZE / 9);
        heaviest = Math.max(heaviest, weight(s));
        largest = Math.max(largest, (double) squareNorm(s) / SIZE / SIZE);
      }
    }
    assertThat(heaviest).as("keys near the mean are drawn, too").isGreaterThan(2 * SIZE / 3 - 12);
    assertThat(largest).isGreaterThan(0.85);
  }

  @Test
  void aboutFourKeysInTenAreKept() {
    int kept = 0;
    long[] s = new long[SIZE];
    try (SecretRandom random = TestKeys.random("kept"); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
      for (int i = 0; i < 400; i++) {
        stream.nextTernary(s);
        boolean light = weight(s) <= 2 * SIZE / 3 && squareNorm(s) <= 8L * SIZE * SIZE / 9;
        assertThat(TernaryKey.isKept(s)).isEqualTo(light);
        kept += light ? 1 : 0;
      }
    }
    assertThat(kept).isBetween(120, 220);
  }

  @Test
  void coefficientsAreEquallyLikelyAndFollowTheirWords() {
    long[] counts = new long[3];
    long[] s = new long[3 * 1024 + 5];
    byte[] words = new byte[s.length * Long.BYTES];
    try (SecretRandom random = TestKeys.random("thirds"); SecretStream stream = random.stream()) {
      for (int draw = 0; draw < 40; draw++) {
        stream.seek(SecretRandom.Domain.GLWE_KEY, draw);
        stream.nextBytes(words, 0, words.length);
        ByteBuffer bytes = ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN);
        stream.seek(SecretRandom.Domain.GLWE_KEY, draw);
        stream.nextTernary(s);
        for (long c : s) {
          long r = bytes.getLong();
          assertThat(c).isEqualTo(Long.compareUnsigned(r, 0x5555555555555556L) < 0 ? -1
              : Long.compareUnsigned(r, 0xaaaaaaaaaaaaaaabL) < 0 ? 0 : 1);
          counts[(int) c + 1]++;
        }
      }
    }
    double expected = Arrays.stream(counts).sum() / 3.0;
    for (long count : counts) {
      assertThat((double) count).isBetween(expected - 4 * Math.sqrt(expected), expected + 4 * Math.sqrt(expected));
    }
  }

  @Test
  void aKeyIsReadAsItWasWrittenInAVersionOfItsOwn() {
    try (SecretKey key = SecretKey.generate(LEVELLED)) {
      byte[] frame = key.encode();
      assertThat(frame).hasSize(32 + PAYLOAD).hasSize(SecretKey.encodedBytes(LEVELLED));
      ByteBuffer payload = Frame.open(ByteBuffer.wrap(frame), Frame.Type.SECRET_KEY, LEVELLED);
      assertThat(payload.getInt(0)).isEqualTo(2);
      assertThat(payload.getInt(4)).isEqualTo(2 * SIZE);
      assertThat(payload.getInt(8)).isZero();
      long[] s = coefficients(key);
      for (int i = 0; i < SIZE; i++) {
        int one = payload.get(16 + i / 8) >> i % 8 & 1;
        int minusOne = payload.get(16 + SIZE / 8 + i / 8) >> i % 8 & 1;
        assertThat(one - minusOne).isEqualTo((int) s[i]);
      }
      try (SecretKey back = SecretKey.decode(ByteBuffer.wrap(frame), LEVELLED)) {
        assertThat(coefficients(back)).isEqualTo(s);
        assertThat(back.encode()).isEqualTo(frame);
      }
    }
  }

  private static void payloadRefused(String words, int payloadBytes, Consumer<ByteBuffer> change) {
    try (SecretKey key = TestKeys.key(LEVELLED, "changed")) {
      byte[] payload = new byte[payloadBytes];
      ByteBuffer original = Frame.open(ByteBuffer.wrap(key.encode()), Frame.Type.SECRET_KEY, LEVELLED);
      original.get(payload, 0, Math.min(payloadBytes, original.remaining()));
      change.accept(ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN));
      byte[] frame = Frame.write(Frame.Type.SECRET_KEY, LEVELLED, payloadBytes, b -> b.put(payload));
      SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, words, () -> SecretKey.decode(ByteBuffer.wrap(frame), LEVELLED));
    }
  }

  @Test
  void aWrongPayloadFieldIsRefusedByName() {
    payloadRefused("version 1", PAYLOAD, b -> b.putInt(0, 1));
    payloadRefused("version 3", PAYLOAD, b -> b.putInt(0, 3));
    payloadRefused("the GLWE key has 2048 bits", PAYLOAD, b -> b.putInt(4, 2048));
    payloadRefused("the LWE key has 1 bits", PAYLOAD, b -> b.putInt(8, 1));
    payloadRefused("bytes 12 to 15", PAYLOAD, b -> b.putInt(12, 1));
    payloadRefused("528 payload bytes, not 527", PAYLOAD - 1, b -> { });
    payloadRefused("528 payload bytes, not 529", PAYLOAD + 1, b -> { });
    payloadRefused("both 1 and -1", PAYLOAD, b -> b.put(16, (byte) 1).put(16 + SIZE / 8, (byte) 1));
    payloadRefused("heavier than the failure bounds count on", PAYLOAD, b -> {
      for (int i = 0; i < SIZE / 8; i++) {
        b.put(16 + i, (byte) -1).put(16 + SIZE / 8 + i, (byte) 0);
      }
    });
    payloadRefused("heavier than the failure bounds count on", PAYLOAD, b -> {
      for (int i = 0; i < SIZE / 8; i++) {
        b.put(16 + i, (byte) (i < SIZE / 16 ? -1 : 0)).put(16 + SIZE / 8 + i, (byte) 0);
      }
    });
  }

  @Test
  void aKeyOfBitsIsRefusedForATernarySetAndTheOtherWayRound() {
    Parameters binary = ParameterCatalogue.linear();
    try (SecretKey key = SecretKey.generate(LEVELLED); SecretKey other = SecretKey.generate(binary)) {
      SecretKeyTest.refused(ErrorCode.PARAMETER_MISMATCH, "another parameter set",
          () -> SecretKey.decode(ByteBuffer.wrap(key.encode()), binary));
      SecretKeyTest.refused(ErrorCode.PARAMETER_MISMATCH, "another parameter set",
          () -> SecretKey.decode(ByteBuffer.wrap(other.encode()), LEVELLED));
    }
  }

  @Test
  void closingWipesBothPlanes() {
    SecretKey key = SecretKey.generate(LEVELLED);
    GlweCoefficients glwe = key.use((coefficients, lwe) -> coefficients);
    key.close();
    assertThat(IntStream.range(0, SIZE).mapToLong(glwe::coefficient)).containsOnly(0L);
  }
}
