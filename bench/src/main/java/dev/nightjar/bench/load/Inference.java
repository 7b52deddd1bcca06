package dev.nightjar.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** One query of a model after the other, by several callers in turn. Thread-safe. */
final class Inference implements Operation {
  private final Subject subject;
  private final AnswerSample sample;
  private final AtomicLong count = new AtomicLong();

  /** A head for each caller and query. */
  private final List<List<byte[]>> heads = new ArrayList<>();

  /**
   * Queries of these callers.
   *
   * @param callers who ask, each with its key, if the model needs one
   */
  Inference(Subject subject, List<Asking> callers) {
    this.subject = subject;
    this.sample = new AnswerSample(subject);
    for (Asking caller : callers) {
      heads.add(subject.queries().stream()
          .map(query -> caller.heads().infer(subject.name(), caller.key(), query.length)).toList());
    }
  }

  /** One who asks. */
  record Asking(Heads heads, Optional<Heads.HeldKey> key) {
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    long turn = count.getAndIncrement();
    List<byte[]> caller = heads.get((int) (turn % heads.size()));
    int query = (int) (turn / heads.size() % subject.queries().size());
    Wire.Reply reply = wire.exchange(caller.get(query), subject.queries().get(query));
    if (reply.status() == 200) {
      sample.offer(query, reply.body());
    }
    return Outcome.of(reply);
  }

  /** Decrypts the answers that were kept since the last time. */
  Checked check() {
    return sample.check();
  }
}
