package dev.nightjar.runtime.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What waits for one model, by caller; the first caller is served next. Guarded by the queue's lock. */
final class QueueLane {
  private final Map<String, ArrayDeque<QueueJob<?>>> callers = new LinkedHashMap<>();
  private int size;

  /** Jobs of all callers. */
  int size() {
    return size;
  }

  int of(String caller) {
    return callers.containsKey(caller) ? callers.get(caller).size() : 0;
  }

  /** Why a further task of a caller has no place; null when it has one. */
  String refusal(String caller, int capacity) {
    if (of(caller) >= capacity) {
      return capacity + " requests waiting, which is all it takes from one caller";
    }
    return size >= 2L * capacity ? size + " requests waiting, which is all it takes" : null;
  }

  void add(String caller, QueueJob<?> job) {
    callers.computeIfAbsent(caller, name -> new ArrayDeque<>()).add(job);
    size++;
  }

  QueueJob<?> poll() {
    String first = callers.keySet().iterator().next();
    ArrayDeque<QueueJob<?>> own = callers.remove(first);
    QueueJob<?> job = own.poll();
    if (!own.isEmpty()) {
      callers.put(first, own);
    }
    size--;
    return job;
  }

  List<QueueJob<?>> removeCancelled() {
    List<QueueJob<?>> removed = new ArrayList<>();
    for (ArrayDeque<QueueJob<?>> own : callers.values()) {
      for (Iterator<QueueJob<?>> i = own.iterator(); i.hasNext(); ) {
        QueueJob<?> job = i.next();
        if (job.cancellation().requested()) {
          i.remove();
          removed.add(job);
        }
      }
    }
    callers.values().removeIf(ArrayDeque::isEmpty);
    size -= removed.size();
    return removed;
  }

  /** All jobs, in no order. */
  List<QueueJob<?>> jobs() {
    List<QueueJob<?>> all = new ArrayList<>();
    callers.values().forEach(all::addAll);
    return all;
  }
}
