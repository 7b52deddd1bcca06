package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InferenceQueuesTest {
  private static final int THREADS = 2;

  private final InferenceQueues queues = new InferenceQueues(NightjarRuntime.builder(), THREADS);
  private final CountDownLatch open = new CountDownLatch(1);

  @AfterEach
  void stop() {
    open.countDown();
    queues.close(System.nanoTime() + Duration.ofSeconds(10).toNanos());
  }

  private CompletableFuture<WorkQueue.Outcome<String>> submit(boolean keyed, boolean held) {
    return queues.of(keyed).submit("model", "caller", Cancellation.manual(), () -> {
      if (held) {
        await();
      }
      return Thread.currentThread().getName();
    });
  }

  private void await() {
    try {
      open.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Else hundreds of threads that bring requests would compute at once, and some of them wait for seconds. */
  @Test
  void modelsWithoutAKeyAreComputedByAsManyWorkersAsThereAreThreadsAndNotByWhoAsks() {
    List<CompletableFuture<WorkQueue.Outcome<String>>> held = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      held.add(submit(false, true));
    }
    while (queues.load().running() < THREADS) {
      Thread.onSpinWait();
    }
    assertThat(queues.load()).isEqualTo(new WorkQueue.Load(1000 - THREADS, THREADS));
    assertThat(submit(true, false).join().value()).as("who has a key waits for none of them")
        .isNotEqualTo(Thread.currentThread().getName());
    open.countDown();
    assertThat(held.stream().map(one -> one.join().value()).distinct()).hasSizeLessThanOrEqualTo(THREADS);
  }

  @Test
  void modelsWithoutAKeyDoNotWaitForThoseWithOne() {
    List<CompletableFuture<WorkQueue.Outcome<String>>> held = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      held.add(submit(true, true));
    }
    submit(false, false).join();
    assertThat(held).noneMatch(CompletableFuture::isDone);
  }
}
