package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped while connections come. */
@Timeout(120)
class StopTest {
  private static final int ROUNDS = 40;
  private static final int CLIENTS = 4;
  private static final int ANSWERS = 20;
  private static final int LONGEST_MILLIS = 5000;

  /** Asks on new connections until one cannot be made; how many were neither answered nor closed. */
  private static int ask(int port, Semaphore answered) {
    int unheard = 0;
    while (true) {
      try (Wire wire = new Wire(port, LONGEST_MILLIS)) {
        wire.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").receive();
        answered.release();
      } catch (SocketTimeoutException e) {
        unheard++;
      } catch (IOException e) {
        return unheard;
      }
    }
  }

  @Test
  void noConnectionIsLeftOpenByAStopThatItCameTogetherWith() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (NightjarRuntime runtime = Scene.runtime().build()) {
      for (int round = 0; round < ROUNDS; round++) {
        Semaphore answered = new Semaphore(0);
        List<Future<Integer>> unheard = new ArrayList<>();
        try (NightjarServer server = NightjarServer.builder(runtime).start()) {
          int port = server.port();
          for (int i = 0; i < CLIENTS; i++) {
            unheard.add(clients.submit(() -> ask(port, answered)));
          }
          assertThat(answered.tryAcquire(ANSWERS, 1, TimeUnit.MINUTES)).isTrue();
        }
        for (Future<Integer> one : unheard) {
          assertThat(one.get()).as("connections that were neither answered nor closed, in round " + round).isZero();
        }
      }
    } finally {
      clients.shutdownNow();
    }
  }
}
