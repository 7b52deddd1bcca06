package dev.nightjar.bench.load;

import dev.nightjar.bench.load.Heads.HeldKey;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A key is sent, asked with, deleted, and asked with again, which must be refused. Thread-safe. */
final class KeyLife implements Operation {
  private static final int GONE = 404;

  private final Subject subject;
  private final Heads heads;
  private final AnswerSample sample;
  private final AtomicLong count = new AtomicLong();

  KeyLife(Subject subject, Heads heads) {
    this.subject = subject;
    this.heads = heads;
    this.sample = new AnswerSample(subject);
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    int query = (int) (count.getAndIncrement() % subject.queries().size());
    byte[] body = subject.queries().get(query);
    KeyTransfer transfer = new KeyTransfer(heads);
    try {
      HeldKey key = transfer.upload(wire, subject.evaluationKey());
      byte[] head = heads.infer(subject.name(), Optional.of(key), body.length);
      Wire.Reply reply = wire.exchange(head, body);
      transfer.delete(wire, key);
      if (reply.status() != 200) {
        return Outcome.of(reply);
      }
      sample.offer(query, reply.body());
      return Outcome.ofBad(wire.exchange(head, body), GONE);
    } catch (KeyTransfer.Refused e) {
      return e.outcome();
    }
  }

  Checked check() {
    return sample.check();
  }
}
