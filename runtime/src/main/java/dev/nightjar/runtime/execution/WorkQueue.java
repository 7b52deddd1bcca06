package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A fixed number of workers, and in front of them one bounded queue for each model. Workers take from the queues in
 * turn, so that a busy model does not starve the others, and within a queue from the callers in turn. One caller can
 * fill half of a queue at most. A queue is full when what waits in it would take too long, by the time that tasks took
 * so far. Each task is one inference under one key: a batch never mixes the keys of two clients.
 *
 * <p>A queue's fill level is its size; there is no separate counter or semaphore that could get out of step.
 * Thread-safe.
 */
public final class WorkQueue implements AutoCloseable {
  /** For what runs to notice that it is cancelled. */
  private static final Duration LAST_STEP = Duration.ofSeconds(4);

  private final int workers;
  private final int capacity;
  private final Duration longestWait;
  private final LongSupplier nanoTime;
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition done = lock.newCondition();

  /** Lanes with waiting tasks; the first is served next. Guarded by the lock, as is all that follows. */
  private final Map<String, QueueLane> lanes = new LinkedHashMap<>();

  private final QueuePace pace = new QueuePace();
  private final Set<QueueJob<?>> running = new HashSet<>();
  private boolean closing;

  /**
   * What a task gave and how long it took.
   *
   * @param value the task's result
   * @param queueNanos from submission until a worker took it
   * @param runNanos from then until it was done
   */
  public record Outcome<T>(T value, long queueNanos, long runNanos) {
  }

  /** What is going on at a moment: tasks that wait and tasks that run. */
  public record Load(int waiting, int running) {
    /** What is going on in this queue and another one. */
    public Load and(Load other) {
      return new Load(waiting + other.waiting, running + other.running);
    }
  }

  /**
   * A queue with running workers.
   *
   * @param workers tasks that run at once, at least 1
   * @param capacity tasks of one caller that may wait in one lane, at least 1; those of all may be twice as many
   * @param longestWait how long a task may have to wait, by what tasks took so far; those of one caller half as long
   */
  public WorkQueue(int workers, int capacity, Duration longestWait) {
    this(workers, capacity, longestWait, System::nanoTime);
  }

  WorkQueue(int workers, int capacity, Duration longestWait, LongSupplier nanoTime) {
    if (workers < 1 || capacity < 1) {
      throw new IllegalArgumentException("a queue needs at least one worker and one place, not " + workers
          + " and " + capacity);
    }
    if (longestWait.isNegative() || longestWait.isZero()) {
      throw new IllegalArgumentException("the longest wait in a queue is longer than zero, not " + longestWait);
    }
    this.workers = workers;
    this.capacity = capacity;
    this.longestWait = longestWait;
    this.nanoTime = nanoTime;
    for (int w = 0; w < workers; w++) {
      Thread thread = new Thread(this::work, "nightjar-worker-" + w);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Tasks of one caller that may wait in one lane. */
  public int capacity() {
    return capacity;
  }

  /**
   * Queues a task.
   *
   * @param lane whose queue it joins: the model's name
   * @param caller account of who asks
   * @param cancellation a task that is cancelled while it waits never runs; one that runs must look at it
   *     itself
   * @return completes on a worker thread, exceptionally with what the task threw; attach slow actions with an
   *     executor of their own
   * @throws NightjarException {@code BUSY} when the lane is full, with the time after which it may have room;
   *     {@code UNAVAILABLE} when closing
   */
  public <T> CompletableFuture<Outcome<T>> submit(String lane, String caller, Cancellation cancellation,
      Supplier<T> task) {
    QueueJob<T> job = new QueueJob<>(lane, task, cancellation, nanoTime.getAsLong());
    List<QueueJob<?>> abandoned = List.of();
    NightjarException refusal;
    lock.lock();
    try {
      if (closing) {
        throw InFlight.refusal();
      }
      QueueLane waiting = lanes.computeIfAbsent(lane, name -> new QueueLane());
      refusal = full(lane, waiting, caller, cancellation);
      if (refusal != null) {
        abandoned = waiting.removeCancelled();
        refusal = full(lane, waiting, caller, cancellation);
      }
      if (refusal == null) {
        waiting.add(caller, job);
        added.signal();
      } else if (waiting.size() == 0) {
        lanes.remove(lane);
      }
    } finally {
      lock.unlock();
    }
    abandoned.forEach(QueueJob::completeAsCancelled);
    if (refusal != null) {
      throw refusal;
    }
    return job.future();
  }

  /**
   * Looks whether a task would have a place now, before what it needs has been read.
   *
   * @throws NightjarException {@code BUSY} as {@link #submit} throws it; tasks that wait and were cancelled count
   */
  public void requirePlace(String lane, String caller) {
    lock.lock();
    try {
      NightjarException refusal = full(lane, lanes.getOrDefault(lane, new QueueLane()), caller, Cancellation.manual());
      if (refusal != null) {
        throw refusal;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why a further task has no place; null when it has one. Called under the lock. */
  private NightjarException full(String lane, QueueLane waiting, String caller, Cancellation cancellation) {
    double each = pace.of(lane) / workers;
    double own = waiting.of(caller) * each;
    double all = waitNanos(waiting);
    double share = longestWait.toNanos() / 2.0;
    double longest = Math.min(longestWait.toNanos(), Math.max(0, cancellation.nanosLeft()));
    String reason = waiting.refusal(caller, capacity);
    double over = each;
    if (reason == null && own > share) {
      reason = seconds(own) + " s of work waiting from one caller, which is all it takes";
      over = own - share;
    } else if (reason == null && all > longest) {
      reason = seconds(all) + " s of work waiting, "
          + (longest < longestWait.toNanos() ? "more than the request has time" : "which is all it takes");
      over = all - longest;
    }
    return reason == null ? null : new NightjarException(ErrorCode.BUSY,
        "model '" + lane + "' has " + reason + "; try again later", Duration.ofNanos((long) Math.max(over, each)));
  }

  private static long seconds(double nanos) {
    return Math.max(1, Math.round(nanos / 1e9));
  }

  /**
   * How long a task that comes now will wait, by what tasks took so far: for half of each one that runs, and for what
   * waits, in its own lane and, as lanes take turns, as many of each other one at most.
   */
  private double waitNanos(QueueLane own) {
    if (running.size() < workers && lanes.values().stream().allMatch(lane -> lane.size() == 0)) {
      return 0;
    }
    double nanos = running.stream().mapToDouble(job -> pace.of(job.lane()) / 2).sum();
    for (Map.Entry<String, QueueLane> other : lanes.entrySet()) {
      nanos += Math.min(other.getValue().size(), own.size() + 1) * pace.of(other.getKey());
    }
    return nanos / workers;
  }

  /** How many tasks wait and run now. */
  public Load load() {
    lock.lock();
    try {
      return new Load(lanes.values().stream().mapToInt(lane -> lane.size()).sum(), running.size());
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (QueueJob<?> job = take(); job != null; job = take()) {
      Runnable completion = job.run(nanoTime);
      lock.lock();
      try {
        running.remove(job);
        if (job.took() >= 0) {
          pace.add(job.lane(), job.took());
        }
        done.signalAll();
      } finally {
        lock.unlock();
      }
      completion.run();
    }
  }

  private QueueJob<?> take() {
    lock.lock();
    try {
      while (lanes.isEmpty()) {
        if (closing) {
          return null;
        }
        added.awaitUninterruptibly();
      }
      String first = lanes.keySet().iterator().next();
      QueueLane waiting = lanes.remove(first);
      QueueJob<?> job = waiting.poll();
      if (waiting.size() > 0) {
        lanes.put(first, waiting);
      }
      running.add(job);
      return job;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more tasks, waits until those that are there are done, and stops the workers. Tasks that still
   * wait after the given time end with {@code UNAVAILABLE}; those that run are cancelled and waited for.
   */
  public void close(Duration patience) {
    lock.lock();
    try {
      closing = true;
      added.signalAll();
      awaitIdle(patience);
    } finally {
      lock.unlock();
    }
    abandon();
    joinWorkers();
  }

  /** Takes no more tasks, and ends those that are there without waiting: what runs is cancelled. */
  public void abandon() {
    List<QueueJob<?>> left = new ArrayList<>();
    lock.lock();
    try {
      closing = true;
      lanes.values().forEach(lane -> left.addAll(lane.jobs()));
      lanes.clear();
      running.forEach(job -> job.cancellation().cancel());
      added.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(job -> job.future().completeExceptionally(InFlight.refusal()));
  }

  private void awaitIdle(Duration patience) {
    long nanos = patience.toNanos();
    try {
      while (nanos > 0 && !(lanes.isEmpty() && running.isEmpty())) {
        nanos = done.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void joinWorkers() {
    long until = System.nanoTime() + LAST_STEP.toNanos();
    for (Thread thread : threads) {
      try {
        if (thread != Thread.currentThread()) {
          thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Closes without patience. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
