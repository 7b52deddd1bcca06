package dev.nightjar.bench.load;

import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps some of the answers of one model, to decrypt them when nobody is being timed. Thread-safe. */
final class AnswerSample {
  private static final int EVERY = 8;
  private static final int MOST = 24;

  private final Subject subject;
  private final AtomicLong seen = new AtomicLong();
  private final List<Kept> kept = new ArrayList<>();

  private record Kept(int query, byte[] answer) {
  }

  AnswerSample(Subject subject) {
    this.subject = subject;
  }

  /** An answer to one of the subject's queries; the first and each eighth after it are kept, up to a number. */
  void offer(int query, byte[] answer) {
    if (seen.getAndIncrement() % EVERY == 0) {
      synchronized (kept) {
        if (kept.size() < MOST) {
          kept.add(new Kept(query, answer));
        }
      }
    }
  }

  /** Decrypts what was kept, and forgets it. */
  Checked check() {
    List<Kept> taken;
    synchronized (kept) {
      taken = List.copyOf(kept);
      kept.clear();
    }
    int wrong = 0;
    for (Kept one : taken) {
      wrong += right(one) ? 0 : 1;
    }
    return new Checked(taken.size(), wrong);
  }

  private boolean right(Kept one) {
    try {
      return Arrays.equals(subject.client().integers(subject.queries().get(one.query), one.answer),
          subject.expected().get(one.query));
    } catch (NightjarException e) {
      return false;
    }
  }
}
