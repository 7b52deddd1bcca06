package dev.nightjar.bench;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.ForwardingEngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.KeyReference;
import java.util.List;
import java.util.Optional;

/** Another engine under a name of its own; notes its calls, spoils the last output of each on demand. */
final class NotingEngine extends ForwardingEngine {
  private final String name;
  private final List<String> calls;
  private final boolean spoils;
  private boolean closed;
  private String refusal;

  NotingEngine(String name, Engine inner, List<String> calls, boolean spoils) {
    super(inner);
    this.name = name;
    this.calls = calls;
    this.spoils = spoils;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    if (refusal != null) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS, refusal);
    }
    return new ForwardingEngineKey(super.load(reference, key)) {
      @Override
      public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
        calls.add(name);
        super.bootstrap(in, tables, tableOf, out);
        if (spoils) {
          out.words()[out.words().length - 1] += Long.MIN_VALUE;
        }
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }

  /** From now on no key is loaded. */
  NotingEngine refusing(String reason) {
    refusal = reason;
    return this;
  }

  boolean closed() {
    return closed;
  }
}
