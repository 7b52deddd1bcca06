package dev.nightjar.engine.nativelib;

import dev.nightjar.api.engine.EngineProvider;

class NativeEngineContractTest extends EngineContract {
  @Override
  EngineProvider provider() {
    return NativeTests.provider();
  }
}
