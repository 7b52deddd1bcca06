package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.lang.management.ManagementFactory;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaEngineTest {
  private static final Parameters SMALL = TestKeys.parameters(16, 1, 256, 20, 1, 4, 3, 40, 17);
  private static final EvaluationKey KEY = TestKeys.random(SMALL, 1);

  private static LookupTables tables(int size) {
    return LookupTables.of(size, new long[][][] {{{1L << 60, 3L << 60}}});
  }

  private static Engine engine() {
    return new JavaEngineProvider().create(new EngineOptions(2));
  }

  @Test
  void theProviderIsFoundAndSaysWhatItWouldRunWith() {
    assertThat(ServiceLoader.load(EngineProvider.class)).extracting(EngineProvider::name).contains("java");
    assertThat(new JavaEngineProvider().availability().available()).isTrue();
    assertThat(new JavaEngineProvider().availability().detail()).isNotBlank();
  }

  @Test
  void infoNamesKernelLanesAndThreads() {
    try (Engine engine = engine()) {
      assertThat(engine.info().kernel()).isEqualTo("vector, " + VectorPasses.LANES + " lanes of 64 bits");
      assertThat(engine.info().threads()).isEqualTo(2);
    }
  }

  @Test
  void plainJavaForLackOfVectorsNamesTheFlag() {
    assertThat(new PlainFamily(true).notes()).singleElement().asString()
        .contains("--add-modules jdk.incubator.vector");
    assertThat(KernelFamily.choose("plain").notes()).isEmpty();
  }

  @Test
  void anUnknownKernelIsRefused() {
    assertThatThrownBy(() -> KernelFamily.choose("gpu"))
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE))
        .hasMessageContaining("gpu");
  }

  @Test
  void aBatchOfNoneIsNothing() {
    withKey(key -> key.bootstrap(LweList.allocate(256, 0), tables(256), new int[0], LweList.allocate(256,
        0)));
  }

  @Test
  void wrongShapesAreRefused() {
    LweList two = LweList.allocate(256, 2);
    LweList room = LweList.allocate(256, 2);
    int[] first = new int[2];
    withKey(key -> {
      refused(() -> key.bootstrap(LweList.allocate(255, 2), tables(256), first, room), "255");
      refused(() -> key.bootstrap(two, tables(512), first, room), "512");
      refused(() -> key.bootstrap(two, tables(256), new int[3], room), "3");
      refused(() -> key.bootstrap(two, tables(256), new int[] {0, 1}, room), "table 1");
      refused(() -> key.bootstrap(two, tables(256), new int[] {-1, 0}, room), "table -1");
      refused(() -> key.bootstrap(two, tables(256), first, LweList.allocate(256, 3)), "3");
      refused(() -> key.bootstrap(two, tables(256), first, LweList.allocate(255, 2)), "255");
      refused(() -> key.bootstrap(two, tables(256), first, two), "over inputs");
    });
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH)).hasMessageContaining(part);
  }

  private static void withKey(Consumer<EngineKey> test) {
    try (Engine engine = engine(); EngineKey key = engine.load(KEY)) {
      test.accept(key);
    }
  }

  @Test
  void aDecompositionFinerThanADoubleIsRefused() {
    Parameters fine = TestKeys.parameters(4, 1, 256, 17, 3, 4, 3, 40, 17);
    try (Engine engine = engine()) {
      assertThatThrownBy(() -> engine.load(TestKeys.random(fine, 1)))
          .isInstanceOfSatisfying(NightjarException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
          .hasMessageContaining("51 bits");
    }
  }

  @Test
  void closedKeysAndEnginesRefuseWork() {
    Engine engine = engine();
    EngineKey key = engine.load(KEY);
    assertThat(key.memoryBytes()).isPositive();
    key.close();
    key.close();
    assertThat(key.memoryBytes()).isZero();
    assertUnavailable(() -> key.bootstrap(LweList.allocate(256, 1), tables(256), new int[1],
        LweList.allocate(256, 1)));
    EngineKey other = engine.load(KEY);
    engine.close();
    engine.close();
    assertUnavailable(() -> engine.load(KEY));
    assertUnavailable(() -> other.bootstrap(LweList.allocate(256, 1), tables(256), new int[1],
        LweList.allocate(256, 1)));
  }

  private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "single", "lanes"})
  void blindRotationAllocatesNothing(String rotator) {
    Shape shape = Shape.of(TestKeys.parameters(64, 1, 1024, 20, 1, 4, 3, 40, 17));
    EvaluationKey random = TestKeys.random(TestKeys.parameters(64, 1, 1024, 20, 1, 4, 3, 40, 17), 3);
    Workbench bench = new Workbench(shape, KernelFamily.choose(rotator.equals("plain") ? "plain" : "vector"));
    SplittableRandom numbers = new SplittableRandom(5);
    int[] exponents = numbers.ints(4L * 65, 0, 2048).toArray();
    BlindRotator.Group group = new BlindRotator.Group(exponents, 0, 4, tables(1024), new int[4],
        LweList.allocate(1024, 4));
    ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    try (Workers workers = new Workers(1)) {
      FourierKey key = FourierKey.load(random, shape, bench.kernel(), workers);
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (least > 4096 && System.nanoTime() < deadline) {
        long before = counter.getCurrentThreadAllocatedBytes();
        bench.rotate(key, group, rotator.equals("lanes"));
        least = Math.min(least, counter.getCurrentThreadAllocatedBytes() - before);
      }
    }
    assertThat(least).as("bytes, once compiled").isLessThanOrEqualTo(4096);
  }
}
