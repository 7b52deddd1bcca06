package com.example.logging;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.ForwardingEngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.KeyReference;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine that writes down what it is asked for. Everything that it does not change is handed on. */
final class LoggingEngine extends ForwardingEngine {
  static final String NAME = "logging";

  private static final Logger LOG = LoggerFactory.getLogger(LoggingEngine.class);

  LoggingEngine(Engine engine) {
    super(engine);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public EngineInfo info() {
    EngineInfo info = super.info();
    return new EngineInfo(NAME, "logged " + info.kernel(), info.threads(), info.notes(), info.state());
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    LOG.info("loads a key of {}", key.parameters().id());
    return new LoggingKey(super.load(reference, key));
  }

  private static final class LoggingKey extends ForwardingEngineKey {
    LoggingKey(EngineKey key) {
      super(key);
    }

    @Override
    public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
      long begun = System.nanoTime();
      super.bootstrap(in, tables, tableOf, out);
      LOG.info("{} bootstraps in {} ms", in.count(), (System.nanoTime() - begun) / 1_000_000);
    }
  }
}
