package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Times, allocations and C2's work are made up: a test on a shared machine cannot rely on real ones. */
class WarmUpTest {
  /** Microseconds of one ciphertext in the plain family. */
  private static final long PLAIN_MICROS = 1200;

  /** The slowest that vectors may be: 1.2 times as fast as plain Java. */
  private static final long ENOUGH_MICROS = 1000;

  private static final long MUCH = 1 << 16;

  private final FakeMeter meter = new FakeMeter();
  private final Scripted plain = new Scripted((path, rotation) -> new Cost(PLAIN_MICROS, 0, 0));

  /** Moved on by rotations alone. */
  private static final class FakeMeter implements WarmUp.Meter {
    private long nanos;
    private long bytes;
    private long compiled;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long allocatedBytes() {
      return bytes;
    }

    @Override
    public long compiledMillis() {
      return compiled;
    }
  }

  /** What a rotation takes: time for each ciphertext, allocation and compilers' work in all. */
  private record Cost(long micros, long bytes, long compiledMillis) {}

  private interface Script {
    Cost cost(Path path, int rotation);
  }

  /** Rotates nothing, but takes what a script says. */
  private final class Scripted implements KernelFamily {
    private final KernelFamily arithmetic = new PlainFamily(false);
    private final Script script;
    private final List<Path> rotations = new ArrayList<>();
    private BatchPlan.Groups groups = new BatchPlan.Groups(8, 4, 0.7, 0.8);

    Scripted(Script script) {
      this.script = script;
    }

    private BlindRotator rotator(Path path) {
      return (key, group) -> {
        int earlier = (int) rotations.stream().filter(path::equals).count();
        Cost cost = script.cost(path, earlier);
        meter.nanos += TimeUnit.MICROSECONDS.toNanos(cost.micros * group.count());
        meter.bytes += cost.bytes;
        meter.compiled += cost.compiledMillis;
        rotations.add(path);
      };
    }

    @Override
    public String description() {
      return "scripted";
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public PolynomialKernel kernel(Shape shape) {
      return arithmetic.kernel(shape);
    }

    @Override
    public KeySwitchKernel keySwitch() {
      return arithmetic.keySwitch();
    }

    @Override
    public BatchPlan.Groups groups(Shape shape) {
      return groups;
    }

    @Override
    public BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
      return rotator(Path.SINGLES);
    }

    @Override
    public BlindRotator laneRotator(Shape shape) {
      return rotator(Path.FULL);
    }

    @Override
    public BlindRotator halfGroupRotator(Shape shape) {
      return rotator(Path.HALF);
    }
  }

  private Optional<String> run(Script script) {
    return new WarmUp(meter).run(new Scripted(script), plain, () -> {});
  }

  @Test
  void aVectorKernelThatIsFastEnoughAndAllocatesNothingIsNoSlowStart() {
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS, 0, 0))).isEmpty();
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS, 4096, 0))).isEmpty();
  }

  @Test
  void aVectorKernelThatIsHardlyFasterThanPlainJavaIsASlowStart() {
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS + 1, 0, 0))).hasValue("slow start: vector kernels were "
        + "compiled badly (full 1001 us and 0 bytes, half 1001 us and 0 bytes, singles 1001 us and 0 bytes; 1000 us "
        + "and 0 bytes would do); restart the JVM");
  }

  @Test
  void oneKindOfRotatorThatAllocatesIsASlowStartAndNamed() {
    assertThat(run((path, rotation) -> new Cost(100, path == Path.FULL ? MUCH : 0, 0))).hasValueSatisfying(text ->
        assertThat(text).contains("full 100 us and 65536 bytes").doesNotContain("half").doesNotContain("singles"));
  }

  @Test
  void theBestRotationCountsOnceC2HasCompiledTheKernels() {
    assertThat(run((path, rotation) -> rotation < 500 ? new Cost(500, MUCH, 1) : new Cost(100, 0, 0))).isEmpty();
  }

  @Test
  void itEndsWhenNothingWasCompiledForASecond() {
    Scripted family = new Scripted((path, rotation) -> new Cost(1000, MUCH, path == Path.SINGLES && rotation < 1000
        ? 1 : 0));
    new WarmUp(meter).run(family, plain, () -> {});
    assertThat(family.rotations).filteredOn(Path.SINGLES::equals).hasSize(2000);
    assertThat(family.rotations).filteredOn(Path.FULL::equals).hasSize(125);
    assertThat(family.rotations).filteredOn(Path.HALF::equals).hasSize(250);
  }

  @Test
  void itEndsAfterTenSecondsEvenIfC2IsStillAtWork() {
    Scripted family = new Scripted((path, rotation) -> new Cost(1000, MUCH, 1));
    new WarmUp(meter).run(family, plain, () -> {});
    assertThat(family.rotations).filteredOn(Path.SINGLES::equals).hasSize(10_000);
  }

  @Test
  void aFamilyWithoutHalfGroupsRotatesNone() {
    Scripted family = new Scripted((path, rotation) -> new Cost(100, 0, 0));
    family.groups = new BatchPlan.Groups(2, 0, 0.7, 1);
    assertThat(new WarmUp(meter).run(family, plain, () -> {})).isEmpty();
    assertThat(family.rotations).contains(Path.FULL, Path.SINGLES).doesNotContain(Path.HALF);
  }

  @Test
  void keysNeedNotWaitForTheComparisonWithPlainJava() {
    List<Path> before = new ArrayList<>(List.of(Path.FULL));
    new WarmUp(meter).run(new Scripted((path, rotation) -> new Cost(100, 0, 0)), plain, () -> {
      before.clear();
      before.addAll(plain.rotations);
    });
    assertThat(before).isEmpty();
    assertThat(plain.rotations).isNotEmpty();
  }

  @Test
  void anInterruptedWarmUpEndsAtOnce() {
    Scripted family = new Scripted((path, rotation) -> new Cost(100, MUCH, 1));
    Thread.currentThread().interrupt();
    try {
      new WarmUp(meter).run(family, plain, () -> {});
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(family.rotations).isEmpty();
  }

  @Test
  void plainJavaIsNeverASlowStart() {
    List<String> called = new ArrayList<>();
    assertThat(WarmUp.run(new PlainFamily(false), () -> called.add("compiled"))).isEmpty();
    assertThat(called).hasSize(1);
  }

  @Test
  void thisJvmCountsAllocations() {
    WarmUp.Meter jvm = new WarmUp.JvmMeter();
    long nanos = jvm.nanos();
    long before = jvm.allocatedBytes();
    byte[] garbage = new byte[1 << 20];
    assertThat(jvm.allocatedBytes() - before).isGreaterThanOrEqualTo(garbage.length);
    assertThat(jvm.nanos()).isGreaterThanOrEqualTo(nanos);
    assertThat(jvm.compiledMillis()).isNotNegative();
  }
}
