package dev.nightjar.engine.java.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowTest {
  private final Workers workers = new Workers(2);
  private final AtomicInteger open = new AtomicInteger();
  private Flow flow;

  @AfterEach
  void close() {
    workers.close();
  }

  private Flow flow(IntConsumer task) {
    flow = new Flow(workers, () -> {
      open.incrementAndGet();
      return new Flow.Worker() {
        @Override
        public void run(int number) {
          task.accept(number);
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    });
    return flow;
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    flow(task -> { }).run();
    assertThat(open).hasValue(0);
  }

  @Test
  void allTasksRunOnceAlsoThoseThatOthersMakeReady() {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    flow(task -> {
      done.add(task);
      if (task < 1000) {
        flow.ready(2 * task);
        flow.ready(2 * task + 1);
      }
    }).ready(1);
    flow.run();
    assertThat(done).containsExactlyInAnyOrderElementsOf(IntStream.range(1, 2000).boxed().toList());
    assertThat(open).hasValue(0);
  }

  @Test
  void oneThreadTakesTheLowestReadyTask() {
    List<Integer> done = new ArrayList<>();
    try (Workers single = new Workers(1)) {
      Flow alone = new Flow(single, () -> new Flow.Worker() {
        @Override
        public void run(int task) {
          done.add(task);
        }

        @Override
        public void close() { }
      });
      for (int task : new int[] {5, 3, 9, 1, 7, 0, 8}) {
        alone.ready(task);
      }
      alone.run();
    }
    assertThat(done).containsExactly(0, 1, 3, 5, 7, 8, 9);
  }

  @Test
  void allThreadsJoinAsSoonAsThereIsWorkForThem() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier both = new CyclicBarrier(2);
    flow(task -> {
      if (task == 0) {
        flow.ready(1);
        flow.ready(2);
      } else {
        await(both);
        threads.add(Thread.currentThread().getName());
      }
    }).ready(0);
    flow.run();
    assertThat(threads).hasSize(2);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureEndsTheFlowWhenItsTasksHaveEnded() {
    flow(task -> {
      if (task == 3) {
        throw new IllegalStateException("task three");
      }
    });
    IntStream.range(0, 10).forEach(flow::ready);
    NightjarException failed = catchThrowableOfType(NightjarException.class, flow::run);
    assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failed).hasMessageContaining("task three");
    assertThat(open).hasValue(0);

    flow(task -> {
      throw new OutOfMemoryError("none left");
    }).ready(0);
    assertThatThrownBy(flow::run).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void anInterruptedCallerWaitsForRunningTasksAlone() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    flow(task -> {
      running.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      done.incrementAndGet();
      flow.ready(task + 1);
    }).ready(0);
    List<Throwable> thrown = new ArrayList<>();
    Thread caller = new Thread(() -> {
      try {
        flow.run();
      } catch (NightjarException e) {
        thrown.add(e);
      }
    });
    caller.start();
    running.await();
    caller.interrupt();
    while (!flow.isCancelled()) {
      Thread.onSpinWait();
    }
    assertThat(caller.isAlive()).isTrue();
    goOn.countDown();
    caller.join();
    assertThat(done).hasValue(1);
    assertThat(thrown).singleElement().extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void aClosedEngineTakesNoTasks() {
    workers.close();
    flow(task -> { }).ready(0);
    assertThat(catchThrowableOfType(NightjarException.class, flow::run).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aFlowThatRunsWhenTheEngineIsClosedIsEnded() {
    AtomicInteger done = new AtomicInteger();
    flow(task -> {
      workers.close();
      done.incrementAndGet();
      if (task < 100) {
        flow.ready(task + 1);
        flow.ready(task + 1000);
      }
    }).ready(0);
    flow.run();
    assertThat(done).hasValue(201);
  }
}
