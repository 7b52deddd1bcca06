package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuntimeLifecycleTest extends RuntimeFixture {
  /** Holds every batch until it is let go. */
  private static final class Gate implements Runnable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void run() {
      reached.countDown();
      await(open);
    }

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aFullQueueIsBusyAtOnceAndTheRestIsAnswered() {
    restart(NightjarRuntime.builder().workers(1).queueCapacity(2));
    Uid uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    List<Asked> answers = new ArrayList<>();
    answers.add(submitEcho(uid, ROWS[0], Cancellation.manual()));
    Gate.await(gate.reached);
    answers.add(submitEcho(uid, ROWS[1], Cancellation.manual()));
    answers.add(submitEcho(uid, ROWS[2], Cancellation.manual()));
    assertThat(failure(submitEcho(uid, ROWS[3], Cancellation.manual()).answer())).isEqualTo(ErrorCode.BUSY);
    assertThat(runtime.load().waiting()).isEqualTo(2);
    gate.open.countDown();
    for (int i = 0; i < 3; i++) {
      assertThat(answers.get(i).outputs()).isEqualTo(ROWS[i]);
    }
    assertThat(runtime.load().waiting()).isZero();
  }

  /** A query and the answer that is on its way. */
  private record Asked(byte[] query, CompletableFuture<EndpointResponse.Bytes> answer) {
    double[] outputs() {
      return echo.decrypt(query, answer.join().content()).outputs();
    }
  }

  private Asked submitEcho(Uid uid, double[] row, Cancellation cancellation) {
    byte[] query = echo.encrypt(row);
    return new Asked(query, runtime.submit(Optional.of("echo"), Optional.of(uid), query, cancellation));
  }

  @Test
  void aCancelledInferenceStopsAndGivesItsWorkerBack() {
    restart(NightjarRuntime.builder().workers(1));
    Uid uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    final var running = submitEcho(uid, ROWS[0], Cancellation.manual());
    Gate.await(gate.reached);
    Cancellation cancellation = Cancellation.manual();
    var waiting = submitEcho(uid, ROWS[1], cancellation);
    cancellation.cancel();
    gate.open.countDown();
    assertThat(failure(waiting.answer())).isEqualTo(ErrorCode.CANCELLED);
    assertThat(running.outputs()).isEqualTo(ROWS[0]);
    assertThat(runtime.infer("echo", uid, echo.encrypt(ROWS[2])).content()).isNotEmpty();
  }

  @Test
  void anEngineThatFailsIsReportedAsInternalAndTheNextInferenceSucceeds() {
    Uid uid = upload(echoKey);
    for (Runnable failing : List.<Runnable>of(
        () -> {
          throw new IllegalStateException("address 0xdead");
        },
        () -> {
          throw new AssertionError("address 0xdead");
        })) {
      engine.beforeBatch(failing);
      assertThat(failure(submitEcho(uid, ROWS[1], Cancellation.manual()).answer())).isEqualTo(ErrorCode.INTERNAL);
      assertThat(refusal(ErrorCode.INTERNAL, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[1]))))
          .doesNotContain("0xdead");
    }
    engine.beforeBatch(() -> { });
    byte[] query = echo.encrypt(ROWS[1]);
    assertThat(echo.decrypt(query, runtime.infer("echo", uid, query).content()).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void anInferencePastItsDeadlineIsGivenUp() {
    restart(NightjarRuntime.builder().limits(RuntimeLimits.DEFAULT.withDeadline(Duration.ofMillis(50))));
    Uid uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    for (int way = 0; way < 3; way++) {
      int chosen = way;
      assertThat(refusal(ErrorCode.CANCELLED, () -> inferOneWay(chosen, uid)))
          .isEqualTo("the request ran past its deadline of 0.05 s; try again when there is less load");
    }
    gate.open.countDown();
  }

  private Object inferOneWay(int way, Uid uid) {
    byte[] query = echo.encrypt(ROWS[0]);
    EndpointRequest request = request("inference", Map.of("uid", uid.toString()), Map.of("encrypted_inputs", query));
    try {
      return switch (way) {
        case 0 -> runtime.infer("echo", uid, query);
        case 1 -> runtime.submit(Optional.of("echo"), Optional.of(uid), query).join();
        default -> runtime.submit(request).join();
      };
    } catch (CompletionException e) {
      throw (NightjarException) e.getCause();
    }
  }

  @Test
  void anInferenceWhoseThreadIsInterruptedIsGivenUpAndStops() {
    restart(NightjarRuntime.builder().workers(1));
    Uid uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    Thread.currentThread().interrupt();
    refusal(ErrorCode.CANCELLED, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
    gate.open.countDown();
  }

  @Test
  void modelsAreRunBeforeTheirFirstQueryWhereThatIsAskedFor() throws Exception {
    restart(NightjarRuntime.builder().warmUp(Duration.ofSeconds(2)));
    assertThat(runtime.awaitWarm(Duration.ofMinutes(1))).isTrue();
    assertThat(runtime.warm()).isTrue();
    assertThat(engine.ends()).as("keys that were made up are given back").contains("key");
    Uid uid = upload(echoKey);
    assertThat(submitEcho(uid, ROWS[1], Cancellation.manual()).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void aRuntimeThatIsClosedWarmsNothingAnyMore() throws Exception {
    restart(NightjarRuntime.builder().warmUp(Duration.ofDays(1)));
    runtime.close();
    assertThat(runtime.warm()).isTrue();
    assertThatThrownBy(() -> NightjarRuntime.builder().warmUp(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT-0.001S");
  }

  @Test
  void drainingSaysSoAndClosingFinishesWhatIsThereInOrder() throws Exception {
    InMemoryKeyStore store = new InMemoryKeyStore(200L << 20, 1 << 30, Duration.ofMinutes(1));
    restart(NightjarRuntime.builder().workers(1).keyStore(store));
    Uid uid = upload(echoKey);
    Gate gate = new Gate();
    engine.beforeBatch(gate);
    final var running = submitEcho(uid, ROWS[1], Cancellation.manual());
    Gate.await(gate.reached);
    final var waiting = submitEcho(uid, ROWS[2], Cancellation.manual());
    assertThat(runtime.ready()).isTrue();
    runtime.drain();
    assertThat(runtime.ready()).isFalse();
    final var late = submitEcho(uid, ROWS[3], Cancellation.manual());
    CompletableFuture<Void> closing = CompletableFuture.runAsync(runtime::close);
    gate.open.countDown();
    closing.get(60, TimeUnit.SECONDS);
    assertThat(List.of(running, waiting, late)).as("sent before draining began").allMatch(a -> a.answer().isDone());
    assertThat(running.outputs()).isEqualTo(ROWS[1]);
    assertThat(waiting.outputs()).isEqualTo(ROWS[2]);
    assertThat(late.outputs()).isEqualTo(ROWS[3]);
    assertThat(engine.ends()).containsExactly("key", "engine");
    refusal(ErrorCode.UNAVAILABLE, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0])));
    refusal(ErrorCode.UNAVAILABLE, () -> runtime.handle(request("save_key", Map.of(), Map.of())));
    refusal(ErrorCode.UNAVAILABLE, () -> runtime.saveKey(echoKey));
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uid));
    runtime.close();
    assertThat(engine.ends()).hasSize(2);
  }
}
