package dev.nightjar.engine.java.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmMeterTest {
  private static final String QUEUE = """
      Current compiles:
      C2 CompilerThread0   470       4       java.lang.String::valueOf (5 bytes)
      C1 CompilerThread0   473 %     3       dev.nightjar.engine.java.vector.points.VectorKernel::add @ 2 (36 bytes)

      C1 compile queue:
       472       1       dev.nightjar.engine.java.ring.Shape::rows (5 bytes)

      C2 compile queue:
      Empty
      """;

  @Test
  void whatC2HasInItsQueueIsToldFromWhatC1Has() {
    assertThat(JvmMeter.waits(QUEUE)).isFalse();
    assertThat(JvmMeter.waits(QUEUE.replace("Empty",
        " 471 %     4       dev.nightjar.engine.java.vector.passes.VectorPasses::forward4 @ 9 (400 bytes)"))).isTrue();
    assertThat(JvmMeter.waits(QUEUE.replace("java.lang.String::valueOf", "dev.nightjar.engine.java.ring.Shape::rows")))
        .isTrue();
    assertThat(JvmMeter.waits(QUEUE.replace("Empty", " 471       4       java.lang.Math::abs (5 bytes)"))).isFalse();
  }

  @Test
  void thisJvmIsMeasured() {
    Meter jvm = new JvmMeter();
    long nanos = jvm.nanos();
    long processor = jvm.processorNanos();
    long before = jvm.allocatedBytes();
    byte[] garbage = new byte[1 << 20];
    assertThat(jvm.allocatedBytes() - before).isGreaterThanOrEqualTo(garbage.length);
    assertThat(jvm.nanos()).isGreaterThanOrEqualTo(nanos);
    assertThat(jvm.processorNanos()).isGreaterThanOrEqualTo(processor);
    assertThat(jvm.compiledMillis()).isNotNegative();
    assertThat(jvm.compiling()).isIn(true, false);
  }
}
