package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.runtime.PathRehearsal.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A host's way to an answer is tried before the runtime says that it is warm. */
class PathRehearsalTest extends RuntimeFixture {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Test
  void theRuntimeIsWarmOnlyWhenTheRehearsalHasEnded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    assertThat(runtime.rehearsal().state()).isEqualTo(State.NONE);
    runtime.rehearse(trial -> {
      begun.countDown();
      goOn.await();
    });
    begun.await();
    assertThat(runtime.warm()).isFalse();
    assertThat(runtime.awaitWarm(Duration.ofMillis(1))).isFalse();
    assertThat(runtime.rehearsal().state()).isEqualTo(State.RUNNING);
    goOn.countDown();
    assertThat(runtime.awaitWarm(LONGEST)).isTrue();
    assertThat(runtime.rehearsal().state()).isEqualTo(State.DONE);
    assertThatThrownBy(() -> runtime.rehearse(trial -> { })).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void madeUpKeysAndQueriesOfEachModelGoThroughAStandInAndLeaveNothing() throws Exception {
    AtomicReference<NightjarRuntime> standIn = new AtomicReference<>();
    List<String> answered = new CopyOnWriteArrayList<>();
    runtime.rehearse(trial -> {
      standIn.set(trial.runtime());
      for (PathRehearsal.Request request : trial.requests()) {
        Optional<Uid> uid = request.key().map(key -> upload(trial.runtime(), key));
        assertThat(uid.isPresent() ? trial.runtime().infer(request.model(), uid.get(), request.query())
            : trial.runtime().infer(request.model(), request.query())).isNotNull();
        answered.add(request.model());
      }
    });
    assertThat(runtime.awaitWarm(LONGEST)).isTrue();
    assertThat(runtime.rehearsal().detail()).isEmpty();
    assertThat(answered).containsExactlyInAnyOrder("echo", "sum", "far");
    assertThat(standIn.get().ready()).as("it is closed").isFalse();
    assertThat(runtime.keys().usedBytes()).isZero();
    assertThat(runtime.loadedKeys()).isZero();
    assertThat(engine.ends()).as("keys are given back, and the engine is not").contains("key").doesNotContain("engine");
  }

  @Test
  void asManyModelsAreRehearsedAsHaveRoomForTheirKeysAtOnce() {
    List<ServerBundle> bundles = Stream.of("a", "b", "c", "d").map(name -> TestModels.echo(name, OTHER))
        .map(model -> ServerBundle.of(model, new byte[0])).toList();
    List<ServerBundle> keyless = List.of(ServerBundle.of(SUM, new byte[0]));
    long key = farKey.length;
    assertThat(PathWarmUp.fitting(bundles, 2 * key)).isEqualTo(bundles);
    assertThat(PathWarmUp.fitting(bundles, key + key / 2)).isEqualTo(bundles.subList(0, 3));
    assertThat(PathWarmUp.fitting(bundles, key)).isEqualTo(bundles.subList(0, 2));
    assertThat(PathWarmUp.fitting(bundles, key - 1)).isEmpty();
    assertThat(PathWarmUp.fitting(keyless, 0)).isEqualTo(keyless);
  }

  @Test
  void queriesThatTheHostAllowsAreAllowedInTheRehearsal() throws Exception {
    restart(NightjarRuntime.builder().limits(RuntimeLimits.DEFAULT.withQueryBytes(5 << 20)));
    runtime.rehearse(trial -> assertThat(trial.runtime().limits().queryBytes()).isEqualTo(5 << 20));
    assertThat(runtime.awaitWarm(LONGEST)).isTrue();
    assertThat(runtime.rehearsal().detail()).isEmpty();
  }

  /** Errors, too, as of a class that cannot be loaded or of a recursion without end. */
  @Test
  void aRehearsalThatFailsIsToldAndHoldsNothingUp() throws Exception {
    for (Throwable reason : List.of(new IOException("no way"), new StackOverflowError("no way"))) {
      restart(NightjarRuntime.builder());
      runtime.rehearse(trial -> {
        if (reason instanceof Error error) {
          throw error;
        }
        throw (Exception) reason;
      });
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(runtime.rehearsal().state()).isEqualTo(State.FAILED);
      assertThat(runtime.rehearsal().detail()).contains("no way");
      assertThat(runtime.ready()).isTrue();
    }
  }

  @Test
  void closingEndsARehearsal() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    runtime.rehearse(trial -> {
      begun.countDown();
      while (!trial.over().getAsBoolean()) {
        Thread.onSpinWait();
      }
    });
    begun.await();
    runtime.close();
    assertThat(runtime.warm()).isTrue();
  }

  /** One that does not look whether it is over, too: its stand-in takes nothing more. */
  @Test
  void closingCancelsWhatARehearsalAsksFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<ErrorCode> refusal = new AtomicReference<>();
    runtime.rehearse(trial -> {
      PathRehearsal.Request request = trial.requests().stream().filter(r -> r.key().isEmpty()).findAny()
          .orElseThrow();
      try {
        while (true) {
          trial.runtime().infer(request.model(), request.query());
          begun.countDown();
        }
      } catch (NightjarException e) {
        refusal.set(e.code());
      }
    });
    begun.await();
    runtime.close();
    assertThat(refusal.get()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void closingTurnsClientsAwayWhileARehearsalHasNotEnded() throws Exception {
    byte[] query = sum.encrypt(ROWS[1]);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    runtime.rehearse(trial -> {
      begun.countDown();
      goOn.await();
    });
    begun.await();
    assertThat(runtime.infer("sum", query)).isNotNull();
    Thread closing = new Thread(runtime::close);
    closing.start();
    try {
      CompletableFuture<?> answer;
      do {
        answer = runtime.submit(Optional.of("sum"), Optional.empty(), query);
        answer.exceptionally(e -> null).join();
      } while (!answer.isCompletedExceptionally());
      assertThat(failure(answer)).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(engine.ends()).as("what the rehearsal may use stays").doesNotContain("engine");
    } finally {
      goOn.countDown();
    }
    closing.join();
    assertThat(engine.ends()).endsWith("engine");
  }
}
