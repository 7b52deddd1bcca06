package dev.nightjar.bench.load;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads with a connection each that do operations: at times that were drawn before (an open loop), or as fast as they
 * are answered (a closed loop). One loop at a time. Its threads end when it is closed.
 */
final class Crew implements AutoCloseable {
  private final List<Wire> wires = new ArrayList<>();
  private final ExecutorService threads;
  private final Timer timer;

  Crew(URI base, int connections) {
    this(base, connections, Timer.SYSTEM);
  }

  Crew(URI base, int connections, Timer timer) {
    this.timer = timer;
    for (int i = 0; i < connections; i++) {
      wires.add(new Wire(base));
    }
    this.threads = Executors.newFixedThreadPool(connections, work -> {
      Thread thread = new Thread(work, "nightjar-load");
      thread.setDaemon(true);
      return thread;
    });
  }

  /** What one thread does until its loop ends. */
  private interface Turn {
    void run(Wire wire);
  }

  /**
   * An open loop. Each operation is begun when it is due, or when a connection gets free behind that; its time counts
   * from when it was due.
   *
   * @return when all have been answered
   */
  Figures open(Arrivals arrivals, Operation operation) {
    Tally tally = new Tally();
    AtomicInteger next = new AtomicInteger();
    long start = timer.nanoTime();
    all(wires.size(), wire -> {
      for (int i = next.getAndIncrement(); i < arrivals.nanos().length; i = next.getAndIncrement()) {
        long due = start + arrivals.nanos()[i];
        timer.awaitNanoTime(due);
        perform(operation, wire, due, tally);
      }
    });
    return tally.figures((timer.nanoTime() - start) / 1e9);
  }

  /**
   * A closed loop: the next operation begins when the last is answered.
   *
   * @param connections that are used
   */
  Figures closed(int connections, double seconds, Operation operation) {
    return closed(connections, seconds, 0, operation);
  }

  /**
   * The same, where a connection whose operation was refused waits before it begins the next.
   *
   * @param pause seconds
   */
  Figures closed(int connections, double seconds, double pause, Operation operation) {
    Tally tally = new Tally();
    long start = timer.nanoTime();
    long end = start + (long) (seconds * 1e9);
    all(connections, wire -> {
      for (long now = timer.nanoTime(); now < end && !Thread.currentThread().isInterrupted();
          now = timer.nanoTime()) {
        if (perform(operation, wire, now, tally) == Outcome.Kind.REFUSED) {
          timer.awaitNanoTime(Math.min(end, timer.nanoTime() + (long) (pause * 1e9)));
        }
      }
    });
    return tally.figures((timer.nanoTime() - start) / 1e9);
  }

  private Outcome.Kind perform(Operation operation, Wire wire, long due, Tally tally) {
    long sent = timer.nanoTime();
    try {
      Outcome outcome = operation.perform(wire);
      long done = timer.nanoTime();
      tally.answered(outcome, done - due, done - sent);
      return outcome.kind();
    } catch (IOException e) {
      tally.lost(e);
      return Outcome.Kind.UNEXPECTED;
    }
  }

  private void all(int connections, Turn turn) {
    List<Future<?>> turns = new ArrayList<>();
    wires.subList(0, connections).forEach(wire -> turns.add(threads.submit(() -> turn.run(wire))));
    try {
      for (Future<?> one : turns) {
        one.get();
      }
    } catch (InterruptedException e) {
      turns.forEach(one -> one.cancel(true));
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted while requests were sent", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a defect of the harness", e.getCause());
    }
  }

  /** Hangs up all connections, of which there must be room for others; the next operations open new ones. */
  void hangUp() {
    wires.forEach(Wire::close);
  }

  int size() {
    return wires.size();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    wires.forEach(Wire::close);
  }
}
