package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The micro-benchmarks are nobody's dependency: this shows that they run and compute something. */
class BenchmarksRunTest {
  @ParameterizedTest
  @ValueSource(strings = {"vector", "plain"})
  void theKernelBenchmarksCompute(String kernel) {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.kernel = kernel;
    benchmark.polynomialSize = 1024;
    benchmark.prepare();
    assertThat(benchmark.fft().clone()).isEqualTo(benchmark.fft());
    assertThat(largest(benchmark.fft())).isBetween(1.0, 1024.0);
    assertThat(largest(benchmark.externalProduct())).isPositive().isFinite();
    assertThat(Arrays.stream(benchmark.stepSingle().words()).distinct().count()).isGreaterThan(1000);
    assertThat(Arrays.stream(benchmark.stepLanes().words()).distinct().count()).isGreaterThan(1000);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "plain"})
  void theKeySwitchBenchmarkComputes(String kernel) {
    KeySwitchBenchmark benchmark = new KeySwitchBenchmark();
    benchmark.kernel = kernel;
    benchmark.set = "NJ1_M4_P64";
    benchmark.batch = 1;
    benchmark.prepare();
    assertThat(Arrays.stream(benchmark.keySwitch()).distinct().count()).isGreaterThan(800);
    benchmark.stop();
  }
}
