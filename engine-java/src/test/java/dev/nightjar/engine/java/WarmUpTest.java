package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.SingleRotator;
import dev.nightjar.engine.java.vector.VectorFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** Where an allocation ends up, so that it is made. */
  private static volatile byte[] garbage;

  @Test
  void plainJavaIsNeverASlowStart() {
    assertThat(WarmUp.run(new PlainFamily(false), () -> {})).isEmpty();
  }

  /** A family that takes vectors to be plain Java: as slow as it can be. */
  @Test
  void aVectorKernelThatIsNoFasterThanPlainJavaIsTold() {
    KernelFamily pretender = new Pretender(new PlainFamily(false));
    assertThat(WarmUp.run(pretender, () -> {})).hasValueSatisfying(
        text -> assertThat(text).contains("slow start").contains("restart the JVM"));
  }

  @Test
  void aVectorKernelThatAllocatesIsTold() {
    assertThat(WarmUp.run(new Allocating(new VectorFamily()), () -> {})).hasValueSatisfying(
        text -> assertThat(text).contains("slow start").contains("full").doesNotContain("half").contains("bytes"));
  }

  /** Vectors, with garbage in each full group. */
  private record Allocating(VectorFamily vectors) implements KernelFamily {
    @Override
    public String description() {
      return vectors.description();
    }

    @Override
    public List<String> notes() {
      return vectors.notes();
    }

    @Override
    public PolynomialKernel kernel(Shape shape) {
      return vectors.kernel(shape);
    }

    @Override
    public KeySwitchKernel keySwitch() {
      return vectors.keySwitch();
    }

    @Override
    public BatchPlan.Groups groups(Shape shape) {
      return vectors.groups(shape);
    }

    @Override
    public BlindRotator laneRotator(Shape shape) {
      BlindRotator rotator = vectors.laneRotator(shape);
      return (key, group) -> {
        garbage = new byte[1 << 16];
        rotator.rotate(key, group);
      };
    }

    @Override
    public BlindRotator halfGroupRotator(Shape shape) {
      return vectors.halfGroupRotator(shape);
    }
  }

  private record Pretender(PlainFamily plain) implements KernelFamily {
    @Override
    public String description() {
      return plain.description();
    }

    @Override
    public List<String> notes() {
      return plain.notes();
    }

    @Override
    public PolynomialKernel kernel(Shape shape) {
      return plain.kernel(shape);
    }

    @Override
    public KeySwitchKernel keySwitch() {
      return plain.keySwitch();
    }

    @Override
    public BatchPlan.Groups groups(Shape shape) {
      return new BatchPlan.Groups(1, 0, 1, 1);
    }

    @Override
    public BlindRotator laneRotator(Shape shape) {
      return new SingleRotator(shape, plain.kernel(shape), 1);
    }

    @Override
    public BlindRotator halfGroupRotator(Shape shape) {
      return plain.halfGroupRotator(shape);
    }
  }
}
