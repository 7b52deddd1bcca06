package dev.nightjar.engine.java;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LevelledContract;
import dev.nightjar.engine.java.plain.PlainFamily;

class PlainLevelledTest extends LevelledContract {
  @Override
  protected Engine engine() {
    return new JavaEngine(new PlainFamily(false), new EngineOptions(2));
  }
}
