package dev.nightjar.runtime.engine;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import java.util.ArrayList;
import java.util.List;

/** An engine that also says why it was chosen. */
record ChosenEngine(Engine engine, List<String> reasons) implements Engine {
  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public EngineInfo info() {
    EngineInfo info = engine.info();
    List<String> notes = new ArrayList<>(info.notes());
    notes.addAll(reasons);
    return new EngineInfo(info.engine(), info.kernel(), info.threads(), notes);
  }

  @Override
  public EngineKey load(EvaluationKey key) {
    return engine.load(key);
  }

  @Override
  public void close() {
    engine.close();
  }
}
