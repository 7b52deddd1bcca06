package dev.nightjar.engine.java.machine;

import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Tasks of which each may make others ready, done by all threads of a pool: the lowest number that is ready first. The
 * flow ends when no task is ready and none runs. Threads that find nothing ready go back to the pool, where other work
 * may wait for them, and are asked again when more is ready than is taken.
 */
public final class Flow {
  /** Does tasks, one at a time. */
  public interface Worker extends AutoCloseable {
    void run(int task);

    /** The thread leaves. */
    @Override
    void close();
  }

  private final Workers workers;
  private final Supplier<? extends Worker> source;

  /** Ready tasks, a binary heap. All fields are guarded by this object's monitor. */
  private int[] heap = new int[64];
  private int ready;
  private int working;
  private int asked;
  private Throwable failure;
  private boolean cancelled;

  /**
   * A flow in which nothing is ready.
   *
   * @param source a worker for each thread that joins
   */
  public Flow(Workers workers, Supplier<? extends Worker> source) {
    this.workers = workers;
    this.source = source;
  }

  /** Makes a task ready; called before {@link #run}, or by a task. */
  public synchronized void ready(int task) {
    if (cancelled) {
      return;
    }
    if (ready == heap.length) {
      heap = Arrays.copyOf(heap, 2 * ready);
    }
    int at = ready++;
    while (at > 0 && heap[(at - 1) / 2] > task) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = task;
  }

  /**
   * Does all tasks and returns when the last has ended.
   *
   * @throws NightjarException {@code UNAVAILABLE} when the engine was closed, {@code CANCELLED} when
   *     the caller was interrupted; no task runs any more then
   */
  public void run() {
    boolean interrupted = false;
    synchronized (this) {
      ask();
      if (ready > 0 && asked == 0) {
        throw Workers.closed();
      }
      while (ready > 0 || working > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        }
      }
    }
    Workers.requireDone(interrupted, failure);
  }

  /** Whether no more tasks are begun, because one failed or the caller was interrupted. */
  synchronized boolean isCancelled() {
    return cancelled;
  }

  private void cancel() {
    cancelled = true;
    ready = 0;
  }

  /** Asks as many threads to join as there are tasks for. */
  private void ask() {
    while (working + asked < workers.threads() && asked < ready && workers.offer(this::join)) {
      asked++;
    }
  }

  /** What a thread of the pool does. */
  private void join() {
    synchronized (this) {
      asked--;
      if (ready == 0) {
        return;
      }
      working++;
    }
    try (Worker worker = source.get()) {
      for (int task = take(); task >= 0; task = take()) {
        worker.run(task);
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      leave();
    }
  }

  private synchronized void fail(Throwable e) {
    failure = failure == null ? e : failure;
    cancel();
  }

  private synchronized void leave() {
    working--;
    ask();
    if (working == 0 && ready > 0 && asked == 0) {
      fail(Workers.closed());
    }
    if (working == 0 && ready == 0) {
      notifyAll();
    }
  }

  /** The lowest ready task, or -1. */
  private synchronized int take() {
    if (ready == 0) {
      return -1;
    }
    int task = heap[0];
    int moved = heap[--ready];
    int at = 0;
    for (int child = 1; child < ready; child = 2 * at + 1) {
      if (child + 1 < ready && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moved) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
    ask();
    return task;
  }
}
