package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model whose executor takes long to be built holds up nobody who asks for another. */
@Timeout(60)
class CircuitExecutorsTest {
  private final RowWorkers rows = new RowWorkers(1);
  private final CircuitExecutors executors = new CircuitExecutors();
  private final ServerBundle slow = ServerBundle.of(TestModels.sum("slow"), new byte[0]);
  private final ServerBundle other = ServerBundle.of(TestModels.sum("other"), new byte[0]);

  @AfterEach
  void closeRows() {
    rows.close();
  }

  private Supplier<CircuitExecutor> building(ServerBundle bundle) {
    return () -> new CircuitExecutor(bundle.circuit(), rows);
  }

  @Test
  void aSlowModelHoldsUpThoseWhoWantItAndNobodyElse() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger built = new AtomicInteger();
    Supplier<CircuitExecutor> takingLong = () -> {
      built.incrementAndGet();
      begun.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return building(slow).get();
    };
    CompletableFuture<CircuitExecutor> first = CompletableFuture.supplyAsync(() -> executors.get(slow, takingLong));
    begun.await();
    CircuitExecutor quick = executors.get(other, building(other));
    assertThat(executors.get(other, building(other))).isSameAs(quick);
    CompletableFuture<CircuitExecutor> second = CompletableFuture.supplyAsync(() -> executors.get(slow, takingLong));
    goOn.countDown();
    assertThat(first.get()).isSameAs(second.get()).isNotSameAs(quick);
    assertThat(built).hasValue(1);
  }

  @Test
  void oneThatCouldNotBeBuiltIsTriedAgain() {
    assertThatThrownBy(() -> executors.get(slow, () -> {
      throw new IllegalStateException("no room");
    })).hasMessage("no room");
    assertThat(executors.get(slow, building(slow)).circuit()).isSameAs(slow.circuit());
  }
}
