package dev.nightjar.runtime;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.ForwardingEngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The Java engine, with its loads counted, its ends written down, and something to do before each batch. */
final class WatchedEngine extends ForwardingEngine {
  private final List<Optional<KeyReference>> loads = new CopyOnWriteArrayList<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private volatile Runnable beforeBatch = () -> { };

  WatchedEngine() {
    super(EngineRegistry.discover().create("java", new EngineOptions(2)));
  }

  void beforeBatch(Runnable action) {
    beforeBatch = action;
  }

  int loads() {
    return loads.size();
  }

  /** Where the keys that were loaded are stored. */
  List<Optional<KeyReference>> references() {
    return loads;
  }

  /** What was closed, in order: {@code key}, {@code engine}, and what the test adds. */
  List<String> ends() {
    return ends;
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    loads.add(reference);
    return new ForwardingEngineKey(super.load(reference, key)) {
      @Override
      public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
        beforeBatch.run();
        super.bootstrap(in, tables, tableOf, out);
      }

      @Override
      public void close() {
        ends.add("key");
        super.close();
      }
    };
  }

  @Override
  public void close() {
    ends.add("engine");
    super.close();
  }
}
