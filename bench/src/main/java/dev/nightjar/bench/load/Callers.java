package dev.nightjar.bench.load;

import dev.nightjar.bench.load.Heads.HeldKey;
import dev.nightjar.bench.load.Inference.Asking;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Those who ask an endpoint, with their keys there, which are deleted when this is closed. Not thread-safe; what it
 * hands out is.
 */
final class Callers implements AutoCloseable {
  private final List<Heads> heads;
  private final Wire wire;
  private final Map<Heads, Map<Subject, HeldKey>> keys = new HashMap<>();

  /**
   * Callers without keys.
   *
   * @param tokens of each; empty for one whom the endpoint does not know
   */
  Callers(URI base, List<String> tokens) {
    this.heads = tokens.isEmpty() ? List.of(new Heads(base, Optional.empty()))
        : tokens.stream().map(token -> new Heads(base, Optional.of(token))).toList();
    this.wire = new Wire(base);
  }

  List<Heads> heads() {
    return heads;
  }

  /** One of them, with its key at the endpoint. */
  Asking asking(Heads caller, Subject subject) throws IOException {
    if (!subject.needsKey()) {
      return new Asking(caller, Optional.empty());
    }
    Map<Subject, HeldKey> held = keys.computeIfAbsent(caller, any -> new HashMap<>());
    if (!held.containsKey(subject)) {
      held.put(subject, new KeyTransfer(caller).upload(wire, subject.evaluationKey()));
    }
    return new Asking(caller, Optional.of(held.get(subject)));
  }

  /** All of them. */
  List<Asking> asking(Subject subject) throws IOException {
    List<Asking> all = new ArrayList<>();
    for (Heads caller : heads) {
      all.add(asking(caller, subject));
    }
    return all;
  }

  /** Deletes the keys for a model. */
  void forget(Subject subject) throws IOException {
    for (Map.Entry<Heads, Map<Subject, HeldKey>> caller : keys.entrySet()) {
      HeldKey key = caller.getValue().remove(subject);
      if (key != null) {
        new KeyTransfer(caller.getKey()).delete(wire, key);
      }
    }
  }

  @Override
  public void close() {
    for (Map.Entry<Heads, Map<Subject, HeldKey>> caller : keys.entrySet()) {
      for (HeldKey key : caller.getValue().values()) {
        try {
          new KeyTransfer(caller.getKey()).delete(wire, key);
        } catch (IOException e) {
          // an endpoint that is gone keeps nothing that could be deleted now
        }
      }
    }
    wire.close();
  }
}
