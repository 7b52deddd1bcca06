package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight doors = new InFlight();

  @Test
  void closingWaitsForTheCallsThatAreIn() throws Exception {
    InFlight.Call call = doors.enter();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> doors.close(Duration.ofMinutes(1)));
    while (isOpen()) {
      Thread.onSpinWait();
    }
    assertThat(closing).isNotDone();
    call.close();
    closing.get(30, TimeUnit.SECONDS);
  }

  private boolean isOpen() {
    try (InFlight.Call probe = doors.enter()) {
      return true;
    } catch (NightjarException closed) {
      return false;
    }
  }

  @Test
  void closingWaitsNoLongerThanItsPatience() {
    doors.enter();
    doors.close(Duration.ofMillis(1));
    refusal(ErrorCode.UNAVAILABLE, doors::enter);
  }
}
