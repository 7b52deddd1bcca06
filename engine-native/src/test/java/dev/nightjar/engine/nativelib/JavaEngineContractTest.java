package dev.nightjar.engine.nativelib;

import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.engine.java.JavaEngineProvider;

class JavaEngineContractTest extends EngineContract {
  @Override
  EngineProvider provider() {
    return new JavaEngineProvider();
  }

  /** Of sets of the catalogue in the sweeps alone: the tests of {@code client} measure it with more samples. */
  @Override
  boolean measuresNoiseOf(String set) {
    return sweeps() || set.startsWith("insecure");
  }
}
