package dev.nightjar.engine.nativelib;

import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.engine.java.JavaEngineProvider;

class JavaEngineContractTest extends EngineContract {
  @Override
  EngineProvider provider() {
    return new JavaEngineProvider();
  }
}
