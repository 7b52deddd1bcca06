package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SecretKeyTest {
  private static final Parameters SECURE = ParameterCatalogue.byId("NJ1_M2_P64").orElseThrow();
  private static final Parameters SMALL = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);

  static void refused(ErrorCode code, String words, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e).hasMessageContaining(words);
    });
  }

  private static long[] words(SecretKey key) {
    return TestKeys.withMasks(key, (glwe, lwe) -> LongStream.concat(Arrays.stream(glwe), Arrays.stream(lwe)).toArray());
  }

  @Test
  void aKeyHasMasksOfAboutHalfOnes() {
    try (SecretKey key = SecretKey.generate(SECURE)) {
      long[] words = words(key);
      assertThat(words).hasSize(2048 + 702).containsOnly(0, -1);
      assertThat(Arrays.stream(words).filter(w -> w != 0).count()).isBetween(1200L, 1550L);
    }
  }

  @Test
  void everyGeneratedKeyIsAnother() {
    try (SecretKey a = SecretKey.generate(SECURE); SecretKey b = SecretKey.generate(SECURE)) {
      assertThat(words(a)).isNotEqualTo(words(b));
    }
  }

  @Test
  void insecureParametersAreRefusedByProductionEntries() {
    refused(ErrorCode.INVALID_PARAMETERS, "for tests only", () -> SecretKey.generate(SMALL));
    refused(ErrorCode.INVALID_PARAMETERS, "for tests only", () ->
        new KeyGenerator().secretKey(SMALL));
    byte[] frame = TestKeys.key(SMALL, "x").encode();
    refused(ErrorCode.INVALID_PARAMETERS, "for tests only", () ->
        SecretKey.decode(ByteBuffer.wrap(frame), SMALL));
  }

  @Test
  void aSeedGivesAReproducibleKeyForInsecureParametersAlone() {
    assertThat(words(SecretKey.insecureForTests(SMALL, 1)))
        .isEqualTo(words(SecretKey.insecureForTests(SMALL, 1)))
        .isNotEqualTo(words(SecretKey.insecureForTests(SMALL, 2)));
    refused(ErrorCode.INVALID_PARAMETERS, "must come from SecretKey.generate",
        () -> SecretKey.insecureForTests(SECURE, 1));
  }

  @Test
  void theArraysThatAKeyIsMadeFromAreWiped() {
    long[] glwe = new long[512];
    long[] lwe = new long[13];
    Arrays.fill(glwe, -1);
    Arrays.fill(lwe, -1);
    try (SecretKey key = new SecretKey(SMALL, glwe, lwe)) {
      assertThat(words(key)).hasSize(525).containsOnly(-1);
      assertThat(glwe).containsOnly(0);
      assertThat(lwe).containsOnly(0);
    }
  }

  @Test
  void closingWipesTheBitsAndEveryLaterUseIsRefused() {
    SecretKey key = TestKeys.key(SMALL, "wiped");
    GlweCoefficients coefficients = key.use((glwe, lwe) -> glwe);
    KeyBits bits = key.use((glwe, lwe) -> lwe);
    assertThat(IntStream.range(0, 512).mapToLong(coefficients::coefficient)).contains(1L);
    key.close();
    key.close();
    assertThat(IntStream.range(0, 512).mapToLong(coefficients::coefficient)).containsOnly(0L);
    assertThat(IntStream.range(0, 13).mapToLong(bits::mask)).containsOnly(0L);
    refused(ErrorCode.UNAVAILABLE, "closed", key::encode);
    refused(ErrorCode.UNAVAILABLE, "closed", () -> new Encryptor(key).encrypt(new long[256]));
    refused(ErrorCode.UNAVAILABLE, "closed", () -> new Encryptor(key).encryptEach(new long[1]));
    refused(ErrorCode.UNAVAILABLE, "closed", () -> new KeyGenerator(TestThreads.of(1)).evaluationKey(key));
  }

  @Test
  void closingWaitsForAnOperationThatIsUnderWay() throws InterruptedException {
    SecretKey key = TestKeys.key(SMALL, "waits");
    long[] before = words(key);
    CountDownLatch closing = new CountDownLatch(1);
    Thread closer = new Thread(() -> {
      closing.countDown();
      key.close();
    });
    long[] during = TestKeys.withMasks(key, (glwe, lwe) -> {
      closer.start();
      awaitBlocked(closer, closing);
      return LongStream.concat(Arrays.stream(glwe), Arrays.stream(lwe)).toArray();
    });
    closer.join();
    assertThat(during).isEqualTo(before);
    refused(ErrorCode.UNAVAILABLE, "closed", key::encode);
  }

  private static void awaitBlocked(Thread thread, CountDownLatch started) {
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).as("the closing thread waits").isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void itsTextShowsTheParametersAndNoBit() {
    SecretKey key = TestKeys.key(SMALL, "text");
    assertThat(key).hasToString("SecretKey[insecure-13-2-256]");
    key.close();
    assertThat(key).hasToString("SecretKey[insecure-13-2-256, closed]");
  }

  @Test
  void anEncodedKeyReadsBackToTheSameBits() {
    try (SecretKey key = SecretKey.generate(SECURE)) {
      byte[] frame = key.encode();
      assertThat(frame).hasSize(32 + 16 + 256 + 88);
      try (SecretKey back = SecretKey.decode(ByteBuffer.wrap(frame), SECURE)) {
        assertThat(words(back)).isEqualTo(words(key));
        assertThat(back.encode()).isEqualTo(frame);
      }
    }
  }

  /** The bits would fit; the evaluation keys made from them would not. */
  @Test
  void aKeyOfASetWithoutProductsIsRefusedForTheUnrolledOneAndTheOtherWayRound() {
    Parameters unrolled = Parameters.builder("test-unrolled")
        .glweKey(1, 2048, new TUniform(17)).lweKey(862, new TUniform(46)).bootstrap(22, 1).keyswitch(2, 8)
        .promise(4, 5, -128).unrolled(true).build();
    Parameters plain = Parameters.builder("test")
        .glweKey(1, 2048, new TUniform(17)).lweKey(862, new TUniform(46)).bootstrap(22, 1).keyswitch(2, 8)
        .promise(4, 5, -128).build();
    for (List<Parameters> sets : List.of(List.of(plain, unrolled), List.of(unrolled, plain))) {
      try (SecretKey key = SecretKey.generate(sets.get(0), TestKeys.ANY_SET)) {
        byte[] frame = key.encode();
        SecretKey.decode(ByteBuffer.wrap(frame), sets.get(0)).close();
        refused(ErrorCode.PARAMETER_MISMATCH, "another parameter set",
            () -> SecretKey.decode(ByteBuffer.wrap(frame), sets.get(1)));
      }
    }
  }

  @Test
  void theBitsLieInThePayloadLeastSignificantFirst() {
    long[] glwe = new long[512];
    long[] lwe = new long[13];
    glwe[0] = -1;
    glwe[9] = -1;
    lwe[12] = -1;
    ByteBuffer payload = Frame.open(ByteBuffer.wrap(new SecretKey(SMALL, glwe, lwe).encode()),
        Frame.Type.SECRET_KEY, SMALL);
    assertThat(payload.getInt(0)).isEqualTo(1);
    assertThat(payload.getInt(4)).isEqualTo(512);
    assertThat(payload.getInt(8)).isEqualTo(13);
    assertThat(payload.get(16)).isEqualTo((byte) 1);
    assertThat(payload.get(17)).isEqualTo((byte) 2);
    assertThat(payload.get(16 + 64 + 1)).isEqualTo((byte) 16);
  }

  /** A frame whose payload was changed, with a right checksum. */
  private static byte[] changed(int payloadBytes, Consumer<ByteBuffer> change) {
    SecretKey key = TestKeys.key(SECURE, "changed");
    byte[] payload = new byte[payloadBytes];
    ByteBuffer original = Frame.open(ByteBuffer.wrap(key.encode()), Frame.Type.SECRET_KEY, SECURE);
    original.get(payload, 0, Math.min(payloadBytes, original.remaining()));
    change.accept(ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN));
    return Frame.write(Frame.Type.SECRET_KEY, SECURE, payloadBytes, b -> b.put(payload));
  }

  private static void payloadRefused(String words, int payloadBytes, Consumer<ByteBuffer> change) {
    byte[] frame = changed(payloadBytes, change);
    refused(ErrorCode.INVALID_FORMAT, words, () -> SecretKey.decode(ByteBuffer.wrap(frame), SECURE));
  }

  @Test
  void aWrongPayloadFieldIsRefusedByName() {
    int length = 16 + 256 + 88;
    SecretKey.decode(ByteBuffer.wrap(changed(length, b -> { })), SECURE).close();
    payloadRefused("version 2", length, b -> b.putInt(0, 2));
    payloadRefused("version 4294967295", length, b -> b.putInt(0, -1));
    payloadRefused("the GLWE key has 2049 bits", length, b -> b.putInt(4, 2049));
    payloadRefused("the LWE key has 4294967295 bits", length, b -> b.putInt(8, -1));
    payloadRefused("bytes 12 to 15", length, b -> b.putInt(12, 1));
    payloadRefused("bits after the last one", length, b -> b.put(length - 1, (byte) 0x40));
    payloadRefused("360 payload bytes, not 359", length - 1, b -> { });
    payloadRefused("360 payload bytes, not 361", length + 1, b -> { });
    payloadRefused("at least 16 payload bytes, not 15", 15, b -> { });
    payloadRefused("at least 16 payload bytes, not 0", 0, b -> { });
  }

  @Test
  void aDamagedOrForeignFrameIsRefused() {
    byte[] frame = TestKeys.key(SECURE, "frame").encode();
    frame[100] ^= 1;
    refused(ErrorCode.CHECKSUM_MISMATCH, "damaged", () -> SecretKey.decode(ByteBuffer.wrap(frame), SECURE));
    Parameters other = ParameterCatalogue.linear();
    refused(ErrorCode.PARAMETER_MISMATCH, "another parameter set",
        () -> SecretKey.decode(ByteBuffer.wrap(frame), other));
    byte[] answer = Frame.write(Frame.Type.ENCRYPTED_RESULT, SECURE, 0, b -> { });
    refused(ErrorCode.INVALID_FORMAT, "a secret key is expected",
        () -> SecretKey.decode(ByteBuffer.wrap(answer), SECURE));
  }
}
