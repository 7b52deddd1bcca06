package dev.nightjar.runtime.execution;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.execution.WorkQueue.Load;
import dev.nightjar.runtime.execution.WorkQueue.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofHours(1);

  /** A task that has begun and waits until it is let go. */
  private static final class Gate {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    String pass() {
      begun.countDown();
      await(open);
      return "passed";
    }

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Gate occupy(WorkQueue queue, String lane) {
    Gate gate = new Gate();
    queue.submit(lane, "me", Cancellation.manual(), gate::pass);
    Gate.await(gate.begun);
    return gate;
  }

  private static ErrorCode failure(CompletableFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException e) {
      return ((NightjarException) e.getCause()).code();
    }
  }

  @Test
  void aFullLaneIsBusyAndTakesAgainOnceThereIsRoom() {
    try (WorkQueue queue = new WorkQueue(1, 2, LONG)) {
      Gate gate = occupy(queue, "a");
      var first = queue.submit("a", "me", Cancellation.manual(), () -> 1);
      queue.submit("a", "me", Cancellation.manual(), () -> 2);
      String sentence = refusal(ErrorCode.BUSY, () -> queue.submit("a", "me", Cancellation.manual(), () -> 3));
      assertThat(sentence).contains("'a'").contains("2 requests waiting");
      gate.open.countDown();
      first.join();
      assertThat(queue.submit("a", "me", Cancellation.manual(), () -> 4).join().value()).isEqualTo(4);
    }
  }

  @Test
  void whetherThereIsAPlaceIsToldWithoutTakingIt() {
    try (WorkQueue queue = new WorkQueue(1, 2, LONG)) {
      Gate gate = occupy(queue, "a");
      queue.submit("a", "me", Cancellation.manual(), () -> 1);
      queue.requirePlace("a", "me");
      queue.requirePlace("a", "me");
      queue.submit("a", "me", Cancellation.manual(), () -> 2);
      assertThat(refusal(ErrorCode.BUSY, () -> queue.requirePlace("a", "me"))).contains("2 requests waiting");
      queue.requirePlace("b", "me");
      assertThat(queue.load().waiting()).isEqualTo(2);
      gate.open.countDown();
    }
  }

  @Test
  void oneCallerCannotFillALaneAlone() {
    try (WorkQueue queue = new WorkQueue(1, 2, LONG)) {
      Gate gate = occupy(queue, "a");
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (String caller : List.of("me", "me", "you", "she")) {
        if (caller.equals("you")) {
          assertThat(refusal(ErrorCode.BUSY, () -> queue.submit("a", "me", Cancellation.manual(), () -> 0)))
              .contains("from one caller");
        }
        all.add(queue.submit("a", caller, Cancellation.manual(), () -> 0));
      }
      assertThat(refusal(ErrorCode.BUSY, () -> queue.submit("a", "he", Cancellation.manual(), () -> 0)))
          .contains("4 requests waiting");
      gate.open.countDown();
      all.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aLaneIsFullWhenWhatWaitsWouldTakeTooLong() {
    AtomicLong now = new AtomicLong();
    try (WorkQueue queue = new WorkQueue(1, 100, Duration.ofSeconds(20), now::get)) {
      for (String lane : List.of("slow", "quick")) {
        queue.submit(lane, "me", Cancellation.manual(), () -> now.addAndGet(lane.equals("slow") ? 4_000_000_000L : 1))
            .join();
      }
      Gate gate = occupy(queue, "slow");
      List<CompletableFuture<?>> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        taken.add(queue.submit("slow", "me", Cancellation.manual(), () -> 0));
      }
      assertThatThrownBy(() -> queue.submit("slow", "me", Cancellation.manual(), () -> 0))
          .isInstanceOfSatisfying(NightjarException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(e.getMessage()).contains("12 s of work waiting from one caller");
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(4));
          });
      taken.add(queue.submit("slow", "you", Cancellation.manual(), () -> 0));
      taken.add(queue.submit("slow", "you", Cancellation.manual(), () -> 0));
      assertThat(refusal(ErrorCode.BUSY, () -> queue.submit("slow", "she", Cancellation.manual(), () -> 0)))
          .contains("22 s of work waiting, which");
      taken.add(queue.submit("quick", "she", Cancellation.manual(), () -> 0));
      gate.open.countDown();
      taken.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aTaskThatCannotBeDoneBeforeItsDeadlineIsRefusedAtOnceAndLeavesNothingBehind() {
    AtomicLong now = new AtomicLong();
    try (WorkQueue queue = new WorkQueue(1, 100, LONG, now::get)) {
      queue.submit("slow", "me", Cancellation.manual(), () -> now.addAndGet(4_000_000_000L)).join();
      Gate gate = occupy(queue, "slow");
      refusal(ErrorCode.BUSY, () -> queue.submit("other", "me", Cancellation.after(Duration.ofSeconds(1), now::get),
          () -> 0));
      assertThat(queue.load()).isEqualTo(new Load(0, 1));
      var patient = queue.submit("other", "me", Cancellation.after(Duration.ofSeconds(3), now::get), () -> 7);
      gate.open.countDown();
      assertThat(patient.join().value()).isEqualTo(7);
    }
  }

  @Test
  void theCallersOfALaneAreServedInTurn() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (WorkQueue queue = new WorkQueue(1, 8, LONG)) {
      Gate gate = occupy(queue, "x");
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (String caller : List.of("me", "me", "me", "you", "she", "you")) {
        all.add(queue.submit("a", caller, Cancellation.manual(), () -> order.add(caller)));
      }
      all.add(queue.submit("b", "me", Cancellation.manual(), () -> order.add("b")));
      gate.open.countDown();
      all.forEach(CompletableFuture::join);
    }
    assertThat(order).containsExactly("me", "b", "you", "she", "me", "you", "me");
  }

  @Test
  void aFullLaneDoesNotBlockAnother() {
    try (WorkQueue queue = new WorkQueue(1, 1, LONG)) {
      Gate gate = occupy(queue, "a");
      queue.submit("a", "me", Cancellation.manual(), () -> 1);
      var other = queue.submit("b", "me", Cancellation.manual(), () -> 2);
      gate.open.countDown();
      assertThat(other.join().value()).isEqualTo(2);
    }
  }

  @Test
  void lanesAreServedInTurn() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (WorkQueue queue = new WorkQueue(1, 8, LONG)) {
      Gate gate = occupy(queue, "x");
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (String lane : List.of("a", "a", "a", "b", "c")) {
        all.add(queue.submit(lane, "me", Cancellation.manual(), () -> order.add(lane)));
      }
      gate.open.countDown();
      all.forEach(CompletableFuture::join);
    }
    assertThat(order).containsExactly("a", "b", "c", "a", "a");
  }

  @Test
  void asManyTasksRunAtOnceAsThereAreWorkers() {
    try (WorkQueue queue = new WorkQueue(2, 4, LONG)) {
      Gate one = occupy(queue, "a");
      Gate two = occupy(queue, "a");
      queue.submit("a", "me", Cancellation.manual(), () -> 0);
      assertThat(queue.load()).isEqualTo(new Load(1, 2));
      one.open.countDown();
      two.open.countDown();
    }
  }

  @Test
  void noPlaceIsLostWhenTasksFailOrAreCancelled() {
    try (WorkQueue queue = new WorkQueue(2, 4, LONG)) {
      for (int i = 0; i < 1000; i++) {
        Cancellation cancellation = Cancellation.manual();
        if (i % 3 == 0) {
          cancellation.cancel();
        }
        int round = i;
        var future = queue.submit("a", "me", cancellation, () -> {
          if (round % 6 == 1) {
            throw new IllegalStateException("a broken task");
          }
          if (round % 6 == 4) {
            throw new StackOverflowError("a broken task");
          }
          return round;
        });
        assertThat(future.handle((value, error) -> error == null).join()).isEqualTo(i % 3 == 2);
      }
      assertThat(queue.load()).isEqualTo(new Load(0, 0));
      Gate one = occupy(queue, "a");
      Gate two = occupy(queue, "a");
      for (int i = 0; i < 4; i++) {
        queue.submit("a", "me", Cancellation.manual(), () -> 0);
      }
      refusal(ErrorCode.BUSY, () -> queue.submit("a", "me", Cancellation.manual(), () -> 0));
      one.open.countDown();
      two.open.countDown();
    }
  }

  @Test
  void aTaskThatWasCancelledWhileItWaitedNeverRuns() {
    AtomicInteger runs = new AtomicInteger();
    try (WorkQueue queue = new WorkQueue(1, 4, LONG)) {
      Gate gate = occupy(queue, "a");
      Cancellation cancellation = Cancellation.manual();
      var future = queue.submit("a", "me", cancellation, runs::incrementAndGet);
      cancellation.cancel();
      gate.open.countDown();
      assertThat(failure(future)).isEqualTo(ErrorCode.CANCELLED);
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void cancelledTasksMakeRoomInAFullLane() {
    try (WorkQueue queue = new WorkQueue(1, 1, LONG)) {
      Gate gate = occupy(queue, "a");
      Cancellation cancellation = Cancellation.manual();
      var cancelled = queue.submit("a", "me", cancellation, () -> 1);
      cancellation.cancel();
      var next = queue.submit("a", "me", Cancellation.manual(), () -> 2);
      assertThat(failure(cancelled)).isEqualTo(ErrorCode.CANCELLED);
      gate.open.countDown();
      assertThat(next.join().value()).isEqualTo(2);
    }
  }

  @Test
  void cancelledTasksEndAlsoWhereTheyMakeNoRoomForTheNextOne() {
    try (WorkQueue queue = new WorkQueue(1, 1, LONG)) {
      Gate gate = occupy(queue, "a");
      Cancellation cancellation = Cancellation.manual();
      var cancelled = queue.submit("a", "you", cancellation, () -> 1);
      queue.submit("a", "me", Cancellation.manual(), () -> 2);
      cancellation.cancel();
      assertThat(refusal(ErrorCode.BUSY, () -> queue.submit("a", "me", Cancellation.manual(), () -> 3)))
          .contains("from one caller");
      assertThat(cancelled).isDone();
      assertThat(failure(cancelled)).isEqualTo(ErrorCode.CANCELLED);
      gate.open.countDown();
    }
  }

  @Test
  void aTaskPastItsDeadlineNeverRuns() {
    AtomicLong now = new AtomicLong();
    try (WorkQueue queue = new WorkQueue(1, 4, LONG, now::get)) {
      Gate gate = occupy(queue, "a");
      var future = queue.submit("a", "me", Cancellation.after(Duration.ofSeconds(2), now::get), () -> 1);
      now.set(2_000_000_000L);
      gate.open.countDown();
      assertThat(failure(future)).isEqualTo(ErrorCode.CANCELLED);
    }
  }

  @Test
  void waitingAndRunningTimesAreReported() {
    AtomicLong now = new AtomicLong(100);
    try (WorkQueue queue = new WorkQueue(1, 4, LONG, now::get)) {
      Gate gate = occupy(queue, "a");
      var future = queue.submit("a", "me", Cancellation.manual(), () -> {
        now.addAndGet(30);
        return "done";
      });
      now.addAndGet(7);
      gate.open.countDown();
      assertThat(future.join()).isEqualTo(new Outcome<>("done", 7, 30));
    }
  }

  @Test
  void closingWithPatienceFinishesWhatIsThere() throws Exception {
    WorkQueue queue = new WorkQueue(1, 4, LONG);
    Gate gate = occupy(queue, "a");
    var waiting = queue.submit("a", "me", Cancellation.manual(), () -> 1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> queue.close(PATIENCE));
    while (accepts(queue)) {
      Thread.onSpinWait();
    }
    gate.open.countDown();
    closing.get(20, TimeUnit.SECONDS);
    assertThat(waiting.getNow(null).value()).isEqualTo(1);
  }

  private static boolean accepts(WorkQueue queue) {
    try {
      queue.submit("probe", "me", Cancellation.manual(), () -> 0);
      return true;
    } catch (NightjarException e) {
      return e.code() != ErrorCode.UNAVAILABLE;
    }
  }

  @Test
  void closingWithoutPatienceCancelsWhatRunsAndRefusesWhatWaits() {
    WorkQueue queue = new WorkQueue(1, 4, LONG);
    Cancellation cancellation = Cancellation.manual();
    CountDownLatch begun = new CountDownLatch(1);
    var running = queue.submit("a", "me", cancellation, () -> {
      begun.countDown();
      while (true) {
        cancellation.check();
        Thread.onSpinWait();
      }
    });
    var waiting = queue.submit("a", "me", Cancellation.manual(), () -> 1);
    Gate.await(begun);
    queue.close(Duration.ZERO);
    assertThat(failure(running)).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure(waiting)).isEqualTo(ErrorCode.UNAVAILABLE);
    refusal(ErrorCode.UNAVAILABLE, () -> queue.submit("a", "me", Cancellation.manual(), () -> 1));
    queue.close();
  }
}
