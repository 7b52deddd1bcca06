package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.params.Parameters;
import org.junit.jupiter.api.Test;

class NativeEngineContractTest extends EngineContract {
  @Override
  EngineProvider provider() {
    return NativeTests.provider();
  }

  /** One set for each size of ring, and toys for each kind of key and of table; the sweeps take all. */
  @Override
  boolean measuresNoiseOf(String set) {
    return sweeps() || set.startsWith("insecure") || set.equals("NJ1_M1_P64") || set.equals("NJ1_M4_P128");
  }

  @Test
  void theProductsOfAnUnrolledKeyAreLeftOutOfMemory() {
    EvaluationKey unrolled = TestKeys.of("insecure-toy-unrolled").evaluation();
    Parameters p = unrolled.parameters();
    long doubles = (long) p.lweDimension() * (p.glweDimension() + 1) * (p.glweDimension() + 1) * p.pbsLevel()
        * p.polynomialSize();
    long keyswitchingWords = (long) p.bigLweDimension() * p.ksLevel() * (p.lweDimension() + 1);
    try (Engine engine = provider().create(new EngineOptions(1)); EngineKey key = engine.load(unrolled)) {
      assertThat(key.memoryBytes()).isEqualTo(doubles * Double.BYTES + keyswitchingWords * Integer.BYTES);
    }
  }
}
