package dev.nightjar.bench.load;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Several operations in a drawn order, each as often as its weight says. Thread-safe. */
final class Mix implements Operation {
  private final List<Map.Entry<String, Operation>> order = new ArrayList<>();
  private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  /**
   * One of them.
   *
   * @param name for reports
   * @param weight how often it comes in a round of all weights, at least 1
   */
  record Part(String name, int weight, Operation operation) {
  }

  Mix(List<Part> parts) {
    for (Part part : parts) {
      done.put(part.name(), new LongAdder());
      order.addAll(Collections.nCopies(part.weight(), Map.entry(part.name(), part.operation())));
    }
    Collections.shuffle(order, new SecureRandom());
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    Map.Entry<String, Operation> chosen = order.get((int) (next.getAndIncrement() % order.size()));
    Outcome outcome = chosen.getValue().perform(wire);
    if (outcome.kind() == Outcome.Kind.DONE) {
      done.get(chosen.getKey()).increment();
    }
    return outcome.kind() == Outcome.Kind.UNEXPECTED
        ? new Outcome(outcome.kind(), chosen.getKey() + ": " + outcome.code()) : outcome;
  }

  /** How often each was done. */
  Map<String, Long> done() {
    Map<String, Long> sums = new TreeMap<>();
    done.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }
}
