package dev.nightjar.servlet;

import java.time.Duration;

/** Counts the requests that have come and not been answered. Thread-safe. */
final class InFlight {
  private int count;

  synchronized void enter() {
    count++;
  }

  synchronized void exit() {
    count--;
    notifyAll();
  }

  /** Waits until there are none; false when patience ends first. */
  synchronized boolean awaitNone(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); count > 0 && left > 0; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    return count == 0;
  }
}
