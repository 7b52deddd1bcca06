package dev.nightjar.engine.java.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.warmup.Verdict.Grade;
import java.util.ArrayList;
import java.util.List;
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

  /** Moved on by drills and pauses alone. */
  private static final class FakeMeter implements Meter {
    private long nanos;
    private long waited;
    private long bytes;
    private long compiled;
    private boolean compiling;
    private Runnable atPause = () -> {};

    @Override
    public long processorNanos() {
      return nanos;
    }

    @Override
    public long nanos() {
      return nanos + waited;
    }

    @Override
    public boolean compiling() {
      return compiling;
    }

    @Override
    public void pause() {
      waited += TimeUnit.MILLISECONDS.toNanos(50);
      atPause.run();
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
    private long keySwitchBytes;
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
      return new KeySwitchKernel() {
        @Override
        public int tileWidth() {
          return 8;
        }

        @Override
        public void negatedProduct(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count,
            int[] sums) {
          meter.nanos += TimeUnit.MICROSECONDS.toNanos(50);
          meter.bytes += keySwitchBytes;
        }
      };
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

  private Verdict run(Script script) {
    return run(new Scripted(script));
  }

  private Verdict run(KernelFamily family) {
    return new WarmUp(meter, plain).run(family, WarmUp.Listener.NONE);
  }

  @Test
  void aVectorKernelThatIsFastEnoughAndAllocatesNothingIsGood() {
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS, 0, 0))).returns(Grade.GOOD, Verdict::grade)
        .returns("", Verdict::text);
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS, 4096, 0)).good()).isTrue();
  }

  @Test
  void aVectorKernelThatIsHardlyFasterThanPlainJavaIsBad() {
    assertThat(run((path, rotation) -> new Cost(ENOUGH_MICROS + 1, 0, 0))).returns(Grade.BAD, Verdict::grade).returns(
        "vector kernels were compiled badly (full 1001 us and 0 bytes, half 1001 us and 0 bytes, singles 1001 us and 0"
        + " bytes; 1000 us a rotation and 0 bytes would do)", Verdict::text);
  }

  @Test
  void oneKindOfRotatorThatAllocatesIsBadAndNamed() {
    Verdict verdict = run((path, rotation) -> new Cost(100, path == Path.FULL ? MUCH : 0, 0));
    assertThat(verdict.grade()).isEqualTo(Grade.BAD);
    assertThat(verdict.text()).contains("full 100 us and 65536 bytes").doesNotContain("half").doesNotContain("singles");
  }

  @Test
  void aKeyswitchThatAllocatesIsBadAndNamed() {
    Scripted family = new Scripted((path, rotation) -> new Cost(100, 0, 0));
    family.keySwitchBytes = MUCH;
    assertThat(run(family).text()).contains("keyswitch 20 us and 131072 bytes").doesNotContain("full");
  }

  @Test
  void theBestRotationCountsOnceC2HasCompiledTheKernels() {
    assertThat(run((path, rotation) -> rotation < 500 ? new Cost(500, MUCH, 1) : new Cost(100, 0, 0)).good()).isTrue();
  }

  /** A server answers its first requests meanwhile, so that something is compiled all the time. */
  @Test
  void whatIsNoKernelIsNotWaitedForWithoutEnd() {
    Verdict verdict = run((path, rotation) -> new Cost(1000, path == Path.SINGLES ? MUCH : 0, 1));
    assertThat(verdict.grade()).isEqualTo(Grade.BAD);
    assertThat(meter.nanos()).isBetween(TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(6));
  }

  @Test
  void itEndsWhenNothingWasCompiledForASecondOfItsOwnTime() {
    Scripted family = new Scripted((path, rotation) -> new Cost(1000, MUCH, path == Path.SINGLES && rotation < 1000
        ? 1 : 0));
    assertThat(run(family).grade()).isEqualTo(Grade.BAD);
    assertThat(family.rotations).filteredOn(Path.SINGLES::equals).hasSize(2000);
    assertThat(family.rotations).filteredOn(Path.FULL::equals).hasSize(125);
    assertThat(family.rotations).filteredOn(Path.HALF::equals).hasSize(250);
    assertThat(meter.waited).isZero();
  }

  @Test
  void aCompilerThatStillHasKernelsInItsQueueIsWaitedFor() {
    boolean[] compiled = new boolean[1];
    meter.compiling = true;
    meter.atPause = () -> {
      if (meter.waited >= TimeUnit.SECONDS.toNanos(20)) {
        compiled[0] = true;
        meter.compiling = false;
      }
    };
    assertThat(run((path, rotation) -> new Cost(1000, compiled[0] ? 0 : MUCH, 0)).good()).isTrue();
    assertThat(meter.waited).isEqualTo(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void aCompilerThatHasNotDoneAfterAMinuteIsLateAndHasDoneNothingBadly() {
    meter.compiling = true;
    Scripted family = new Scripted((path, rotation) -> new Cost(1000, path == Path.SINGLES ? MUCH : 0, 0));
    assertThat(run(family)).returns(Grade.LATE, Verdict::grade);
    assertThat(meter.waited).isBetween(TimeUnit.SECONDS.toNanos(50), TimeUnit.SECONDS.toNanos(60));
  }

  @Test
  void aFamilyWithoutHalfGroupsRotatesNone() {
    Scripted family = new Scripted((path, rotation) -> new Cost(100, 0, 0));
    family.groups = new BatchPlan.Groups(2, 0, 0.7, 1);
    assertThat(run(family).good()).isTrue();
    assertThat(family.rotations).contains(Path.FULL, Path.SINGLES).doesNotContain(Path.HALF);
  }

  @Test
  void keysNeedNotWaitForTheComparisonWithPlainJava() {
    List<String> told = new ArrayList<>();
    WarmUp warmUp = new WarmUp(meter, plain);
    warmUp.run(new Scripted((path, rotation) -> new Cost(100, 0, 0)), new WarmUp.Listener() {
      @Override
      public void bootstrapsCompiled() {
        told.add("bootstraps " + plain.rotations.size());
      }

      @Override
      public void levelledCompiled() {
        told.add("levelled " + plain.rotations.size());
      }
    });
    assertThat(told).containsExactly("bootstraps 0", "levelled 0");
    assertThat(plain.rotations).isNotEmpty();
  }

  @Test
  void plainJavaIsMeasuredOnce() {
    WarmUp warmUp = new WarmUp(meter, plain);
    warmUp.run(new Scripted((path, rotation) -> new Cost(100, 0, 0)), WarmUp.Listener.NONE);
    int rotations = plain.rotations.size();
    warmUp.run(new Scripted((path, rotation) -> new Cost(100, 0, 0)), WarmUp.Listener.NONE);
    assertThat(plain.rotations).hasSize(rotations);
  }

  @Test
  void anInterruptedWarmUpEndsAtOnce() {
    Scripted family = new Scripted((path, rotation) -> new Cost(100, MUCH, 1));
    Thread.currentThread().interrupt();
    Verdict verdict;
    try {
      verdict = run(family);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(verdict.grade()).isEqualTo(Grade.UNKNOWN);
    assertThat(family.rotations).isEmpty();
  }
}
