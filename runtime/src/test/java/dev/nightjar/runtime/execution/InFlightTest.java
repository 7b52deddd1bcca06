package dev.nightjar.runtime.execution;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InFlightTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final InFlight inFlight = new InFlight();

  @Test
  void drainingWaitsForTheRequestsThatHaveEntered() throws Exception {
    InFlight.Call first = inFlight.enter();
    InFlight.Call second = inFlight.enter();
    inFlight.drain();
    FutureTask<Boolean> waiting = new FutureTask<>(() -> inFlight.awaitNone(LONG));
    Thread waiter = new Thread(waiting, "waiter");
    waiter.start();
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    first.close();
    first.close();
    assertThat(inFlight.awaitNone(Duration.ZERO)).as("closing the first twice is not the second's end").isFalse();
    second.close();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void aRequestIsRefusedOnceDrainingAndItsRefusalIsWaitedFor() throws Exception {
    inFlight.requireOpen();
    assertThat(inFlight.draining()).isFalse();
    inFlight.drain();
    inFlight.drain();
    assertThat(inFlight.draining()).isTrue();
    try (InFlight.Call late = inFlight.enter()) {
      assertThat(refusal(ErrorCode.UNAVAILABLE, inFlight::requireOpen)).contains("draining");
      assertThat(inFlight.awaitNone(Duration.ofMillis(1))).isFalse();
    }
    assertThat(inFlight.awaitNone(LONG)).isTrue();
  }

  @Test
  void waitingDoesNotRefuseByItself() throws Exception {
    assertThat(inFlight.awaitNone(Duration.ZERO)).isTrue();
    inFlight.requireOpen();
  }

  @Test
  void aThreadThatIsInterruptedWaitsNoLonger() {
    inFlight.enter();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> inFlight.awaitNone(LONG)).isInstanceOf(InterruptedException.class);
  }
}
