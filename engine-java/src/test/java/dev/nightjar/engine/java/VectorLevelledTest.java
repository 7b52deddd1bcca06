package dev.nightjar.engine.java;


import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LevelledContract;

class VectorLevelledTest extends LevelledContract {
  @Override
  protected Engine engine() {
    return new JavaEngine(KernelChoice.choose("vector"), new EngineOptions(2));
  }
}
