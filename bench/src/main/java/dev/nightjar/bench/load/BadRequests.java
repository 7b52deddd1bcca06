package dev.nightjar.bench.load;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.bench.load.Heads.HeldKey;
import dev.nightjar.bench.load.Inference.Asking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Requests that are wrong in one way each, and what they deserve. */
final class BadRequests {
  private static final long TOO_LONG = 1L << 32;
  private static final byte[] NONE = {};

  private BadRequests() {
  }

  /**
   * All kinds that can be made of a model's query.
   *
   * @param asking who sends them, with a key for the model, if it needs one
   * @param other a key of the same caller for another parameter set, where there is one
   */
  static List<Mix.Part> of(Subject subject, Asking asking, Optional<HeldKey> other) {
    Heads heads = asking.heads();
    byte[] query = subject.queries().get(0);
    byte[] half = Arrays.copyOf(query, query.length / 2);
    byte[] changed = query.clone();
    changed[query.length / 2] ^= 1;
    byte[] head = heads.infer(subject.name(), asking.key(), query.length);
    List<Mix.Part> parts = new ArrayList<>();
    parts.add(new Mix.Part("truncated query", 8, wire -> Outcome.ofBad(
        wire.exchange(heads.infer(subject.name(), asking.key(), half.length), half), 400)));
    parts.add(new Mix.Part("changed query", 8, wire -> Outcome.ofBad(wire.exchange(head, changed), 400, 422)));
    parts.add(new Mix.Part("oversized query", 8, wire -> Outcome.ofBad(
        wire.exchangeCut(heads.infer(subject.name(), asking.key(), TOO_LONG), NONE, 0), 413)));
    parts.add(new Mix.Part("query dropped in its middle", 8, wire -> {
      wire.abandon(head, query, query.length / 2);
      return Outcome.DONE;
    }));
    if (subject.needsKey()) {
      HeldKey stranger = new HeldKey(new Uid(0), Optional.empty());
      parts.add(new Mix.Part("unknown key", 8, wire -> Outcome.ofBad(
          wire.exchange(heads.infer(subject.name(), Optional.of(stranger), query.length), query), 404)));
      other.ifPresent(wrong -> parts.add(new Mix.Part("wrong key", 8, wire -> Outcome.ofBad(
          wire.exchange(heads.infer(subject.name(), Optional.of(wrong), query.length), query), 409))));
    }
    return parts;
  }
}
