package dev.nightjar.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/** Something that is done again and again while it is started, with the same time between the end and the next one. */
final class Repetition extends AbstractLifeCycle {
  private final Scheduler scheduler;
  private final long nanos;
  private final Runnable action;
  private volatile Scheduler.Task next;

  Repetition(Scheduler scheduler, long nanos, Runnable action) {
    this.scheduler = scheduler;
    this.nanos = Math.max(1, nanos);
    this.action = action;
  }

  @Override
  protected void doStart() {
    later();
  }

  @Override
  protected void doStop() {
    Scheduler.Task last = next;
    if (last != null) {
      last.cancel();
    }
  }

  private void later() {
    next = scheduler.schedule(() -> {
      try {
        action.run();
      } finally {
        if (isRunning()) {
          later();
        }
      }
    }, nanos, TimeUnit.NANOSECONDS);
  }
}
