package dev.nightjar.runtime.engine;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.ForwardingEngine;
import java.util.ArrayList;
import java.util.List;

/** An engine that also says why it was chosen. */
final class ChosenEngine extends ForwardingEngine {
  private final List<String> reasons;

  ChosenEngine(Engine engine, List<String> reasons) {
    super(engine);
    this.reasons = List.copyOf(reasons);
  }

  @Override
  public EngineInfo info() {
    EngineInfo info = super.info();
    List<String> notes = new ArrayList<>(info.notes());
    notes.addAll(reasons);
    return info.withNotes(notes);
  }
}
