package dev.nightjar.client;

import static dev.nightjar.api.crypto.KeyPart.BOOTSTRAPPING;
import static dev.nightjar.api.crypto.KeyPart.KEYSWITCHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGeneratorTest {
  private static final Parameters SMALL = TestKeys.insecure(29, 2, 256, 8, 2, 3, 3);
  private static final Parameters UNROLLED = TestKeys.unrolled(30, 2, 256, 8, 2, 3, 3);

  private static KeyGenerator generator(int threads, String label) {
    return new KeyGenerator(TestThreads.of(threads), TestKeys.ANY_SET, TestKeys.randomness(label));
  }

  private static void requireEqual(EvaluationKey a, EvaluationKey b) {
    assertThat(a.part(BOOTSTRAPPING).seed()).isEqualTo(b.part(BOOTSTRAPPING).seed());
    assertThat(a.part(KEYSWITCHING).seed()).isEqualTo(b.part(KEYSWITCHING).seed());
    assertThat(a.part(BOOTSTRAPPING).bodies()).isEqualTo(b.part(BOOTSTRAPPING).bodies());
    assertThat(a.part(KEYSWITCHING).bodies()).isEqualTo(b.part(KEYSWITCHING).bodies());
  }

  /** SHA-256 of seeds and bodies, as they were before there were unrolled sets. */
  @Test
  void aKeyWithoutProductsHasTheWordsThatItAlwaysHad() throws NoSuchAlgorithmException {
    EvaluationKey key = generator(2, "frozen")
        .evaluationKey(TestKeys.key(SMALL, "frozen secret"));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(key.part(BOOTSTRAPPING).seed());
    digest.update(key.part(KEYSWITCHING).seed());
    for (long[] words : List.of(key.part(BOOTSTRAPPING).bodies(), key.part(KEYSWITCHING).bodies())) {
      ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES);
      bytes.asLongBuffer().put(words);
      digest.update(bytes);
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("37ec3534affed59b7cd4f92f23a4d1aa253691d7911db49d2d71aecae1774fd6");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 64})
  void theSameRandomnessGivesTheSameKeyOnAnyNumberOfThreads(int threads) {
    for (Parameters p : List.of(SMALL, UNROLLED)) {
      SecretKey secret = TestKeys.key(p, "threads");
      requireEqual(generator(threads, "same").evaluationKey(secret), generator(1, "same").evaluationKey(secret));
    }
  }

  /** The products come behind the bits, with randomness of their own; nothing else changes. */
  @Test
  void anUnrolledKeyBeginsLikeTheKeyWithoutProducts() {
    Parameters plain = TestKeys.insecure(30, 2, 256, 8, 2, 3, 3);
    EvaluationKey without = generator(2, "prefix")
        .evaluationKey(TestKeys.key(plain, "prefix secret"));
    EvaluationKey with = generator(2, "prefix")
        .evaluationKey(TestKeys.key(UNROLLED, "prefix secret"));

    assertThat(with.part(BOOTSTRAPPING).bodies()).hasSize(45 * 2 * 3 * 256)
        .startsWith(without.part(BOOTSTRAPPING).bodies());
    assertThat(with.part(BOOTSTRAPPING).seed()).isEqualTo(without.part(BOOTSTRAPPING).seed());
    assertThat(with.part(KEYSWITCHING).seed()).isEqualTo(without.part(KEYSWITCHING).seed());
    assertThat(with.part(KEYSWITCHING).bodies()).isEqualTo(without.part(KEYSWITCHING).bodies());
  }

  @Test
  void eachCallGivesAnotherKeyWithSeedsOfItsOwn() {
    SecretKey secret = TestKeys.key(SMALL, "calls");
    KeyGenerator generator = new KeyGenerator(TestThreads.of(2));
    EvaluationKey a = generator.evaluationKey(secret);
    EvaluationKey b = generator.evaluationKey(secret);
    assertThat(a.part(BOOTSTRAPPING).seed()).isNotEqualTo(b.part(BOOTSTRAPPING).seed())
        .isNotEqualTo(a.part(KEYSWITCHING).seed());
    assertThat(a.part(BOOTSTRAPPING).bodies()).isNotEqualTo(b.part(BOOTSTRAPPING).bodies());
    assertThat(a.part(KEYSWITCHING).bodies()).isNotEqualTo(b.part(KEYSWITCHING).bodies());
  }

  @Test
  void progressRisesToAllRowsWithoutOverlap() {
    SecretKey secret = TestKeys.key(SMALL, "progress");
    List<Long> done = new ArrayList<>();
    long rows = 29 * 2 * 3 + 512 * 3;
    new KeyGenerator(TestThreads.of(3)).evaluationKey(secret, (now, total) -> {
      assertThat(total).isEqualTo(rows);
      done.add(now);
    });
    assertThat(done).isSorted().doesNotHaveDuplicates().hasSize(29 + 8).endsWith(rows);
  }

  @Test
  void progressOfAnUnrolledKeyCountsTheProducts() {
    SecretKey secret = TestKeys.key(UNROLLED, "progress");
    List<Long> done = new ArrayList<>();
    long rows = (30 + 15) * 2 * 3 + 512 * 3;
    new KeyGenerator(TestThreads.of(3)).evaluationKey(secret, (now, total) -> {
      assertThat(total).isEqualTo(rows);
      done.add(now);
    });
    assertThat(done).isSorted().doesNotHaveDuplicates().hasSize(30 + 15 + 8).endsWith(rows);
  }

  @Test
  void anExceptionOfTheListenerEndsTheGenerationAndReachesTheCaller() {
    SecretKey secret = TestKeys.key(SMALL, "listener");
    assertThatThrownBy(() -> new KeyGenerator(TestThreads.of(2)).evaluationKey(secret, (done, total) -> {
      throw new IllegalStateException("enough");
    })).isInstanceOf(IllegalStateException.class).hasMessage("enough");
  }

  @Test
  void anInterruptCancelsAndIsKept() {
    SecretKey secret = TestKeys.key(SMALL, "interrupt");
    Thread.currentThread().interrupt();
    SecretKeyTest.refused(ErrorCode.CANCELLED, "interrupted", () ->
        new KeyGenerator(TestThreads.of(1)).evaluationKey(secret));
    assertThat(Thread.interrupted()).isTrue();
  }
}
