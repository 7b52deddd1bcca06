package dev.nightjar.runtime;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The Java engine, with its loads counted, its ends written down, and something to do before each batch. */
final class WatchedEngine implements Engine {
  private final Engine engine = EngineRegistry.discover().create("java", new EngineOptions(2));
  private final AtomicInteger loads = new AtomicInteger();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private volatile Runnable beforeBatch = () -> { };

  void beforeBatch(Runnable action) {
    beforeBatch = action;
  }

  int loads() {
    return loads.get();
  }

  /** What was closed, in order: {@code key}, {@code engine}, and what the test adds. */
  List<String> ends() {
    return ends;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public EngineInfo info() {
    return engine.info();
  }

  @Override
  public EngineKey load(EvaluationKey key) {
    loads.incrementAndGet();
    EngineKey loaded = engine.load(key);
    return new EngineKey() {
      @Override
      public Parameters parameters() {
        return loaded.parameters();
      }

      @Override
      public long memoryBytes() {
        return loaded.memoryBytes();
      }

      @Override
      public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
        beforeBatch.run();
        loaded.bootstrap(in, tables, tableOf, out);
      }

      @Override
      public void close() {
        ends.add("key");
        loaded.close();
      }
    };
  }

  @Override
  public void close() {
    ends.add("engine");
    engine.close();
  }
}
