package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.support.TestKeys;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

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

  /** A host that undeploys an application takes the classes away that a thread would go on to load. */
  @Test
  void aClosedEngineHasNoThreadLeft() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<Thread> ours;
    try (Engine engine = engine()) {
      ours = new HashSet<>(Thread.getAllStackTraces().keySet());
      ours.removeIf(thread -> before.contains(thread) || !thread.getName().startsWith("nightjar"));
      assertThat(ours).extracting(Thread::getName).contains("nightjar-java-warm-up");
    }
    assertThat(ours).noneMatch(Thread::isAlive);
  }

  @Test
  void plainJavaForLackOfVectorsNamesTheFlag() {
    assertThat(new PlainFamily(true).notes()).singleElement().asString()
        .contains("--add-modules jdk.incubator.vector");
    assertThat(KernelChoice.choose("plain").notes()).isEmpty();
  }

  @Test
  void anUnknownKernelIsRefused() {
    assertThatThrownBy(() -> KernelChoice.choose("gpu"))
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
}
