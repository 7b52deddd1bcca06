package dev.nightjar.engine.java.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers workers = new Workers(1);

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void anInterruptedCallerReturnsWhenWhatRanHasEnded() {
    Thread caller = Thread.currentThread();
    AtomicInteger ended = new AtomicInteger();
    Runnable interrupting = () -> {
      caller.interrupt();
      while (caller.isInterrupted()) {
        Thread.onSpinWait();
      }
      ended.incrementAndGet();
    };
    NightjarException e = catchThrowableOfType(NightjarException.class,
        () -> workers.runAll(List.of(interrupting, ended::incrementAndGet)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(ended).hasPositiveValue();
  }

  @Test
  void whatATaskRefusesIsToldAsItWas() {
    NightjarException refusal = new NightjarException(ErrorCode.UNAVAILABLE, "this evaluation key is closed");
    assertThatThrownBy(() -> workers.forRanges(1, (from, to) -> {
      throw refusal;
    })).isSameAs(refusal);
  }
}
