package dev.nightjar.client.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerThreadsTest {
  private static final Parameters SMALL = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

  @Test
  void theTaskRunsOnAllThreadsAtOnceTheCallingOneAmongThem() {
    CountDownLatch all = new CountDownLatch(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    new WorkerThreads(3).run(() -> {
      seen.add(Thread.currentThread());
      all.countDown();
      await(all);
    });
    assertThat(seen).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void itReturnsWhenAllRunsHaveEndedEvenWhenInterrupted() {
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch othersMayEnd = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    new WorkerThreads(3).run(() -> {
      if (Thread.currentThread() == caller) {
        caller.interrupt();
        othersMayEnd.countDown();
      } else {
        await(othersMayEnd);
      }
      ended.incrementAndGet();
    });
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(ended).hasValue(3);
  }

  @Test
  void anErrorOfTheCallingThreadComesWhenTheOthersHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() -> new WorkerThreads(2).run(() -> {
      if (Thread.currentThread() == caller) {
        throw new IllegalStateException("broken");
      }
      ended.incrementAndGet();
    })).hasMessage("broken");
    assertThat(ended).hasValue(1);
  }

  @Test
  void aKeyIsMadeOnSeveralThreads() {
    try (SecretKey secret = SecretKey.generate(SMALL)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      byte[] key = EvaluationKeyCodec.encode(new KeyGenerator(new WorkerThreads(2)).evaluationKey(secret,
          (done, total) -> seen.add(Thread.currentThread())));
      assertThat(key).hasSize((int) EvaluationKeyCodec.encodedBytes(SMALL, KeyPart.FOR_BOOTSTRAPS));
      assertThat(seen).hasSizeBetween(1, 2);
    }
  }

  @Test
  void aClosedSecretKeyIsRefusedOnSeveralThreads() {
    SecretKey secret = SecretKey.generate(SMALL);
    secret.close();
    Refusals.assertRefused(ErrorCode.UNAVAILABLE,
        () -> new KeyGenerator(new WorkerThreads(2)).evaluationKey(secret), "closed");
  }

  @Test
  void numbersOfThreadsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerThreads(0)).withMessageContaining("not 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerThreads(1025)).withMessageContaining("not 1025");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
