package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.levelled.KernelComparison;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.machine.KernelLoader;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.support.TestKeys;
import dev.nightjar.engine.java.vector.VectorFamily;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.passes.VectorWidth;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Kernels that were loaded anew compute what those before them do, bit for bit. */
class FreshKernelsTest {
  private static final Parameters SET = TestKeys.parameters(32, 1, 512, 18, 1, 4, 4, 30, 17);

  @Test
  void theClassesAreOtherOnesAndWhatTheyAreWrittenForIsNot() throws Exception {
    KernelFamily fresh = FreshKernels.load(Map.of());
    assertThat(fresh.getClass()).isNotEqualTo(VectorFamily.class);
    assertThat(fresh.getClass().getName()).isEqualTo(VectorFamily.class.getName());
    assertThat(fresh.description()).isEqualTo(new VectorFamily().description());
    assertThat(fresh.kernel(Shape.of(SET)).getClass().getClassLoader()).isSameAs(fresh.getClass().getClassLoader())
        .isNotSameAs(FreshKernels.load(Map.of()).getClass().getClassLoader());
  }

  @Test
  void aConstantIsThatOfTheLoaderAndOfNobodyElse() throws Exception {
    int other = VectorPasses.LANES == 2 ? 4 : VectorPasses.LANES / 2;
    assertThat(FreshKernels.load(Map.of(VectorWidth.LANES, other)).description()).contains(" " + other + " lanes");
    assertThat(KernelLoader.constant(FreshKernelsTest.class, VectorWidth.LANES, 7)).isEqualTo(7);
  }

  @Test
  void aLoadedKeyBootstrapsToTheSameWordsBeforeAndAfterTheExchange() throws Exception {
    Kernels kernels = new Kernels(new VectorFamily());
    int inputs = 2 * VectorPasses.LANES + 3;
    SplittableRandom random = new SplittableRandom(7);
    LweList in = LweList.wrap(512, inputs, random.longs(inputs * 513L).toArray());
    LookupTables tables = LookupTables.of(512, new long[][][] {{{1L << 60, 3L << 60}}});
    try (Workers workers = new Workers(2);
        JavaEngineKey key = new JavaEngineKey(TestKeys.random(SET, 3), kernels.rotators(Shape.of(SET)), workers)) {
      LweList before = LweList.allocate(512, inputs);
      key.bootstrap(in, tables, new int[inputs], before);
      KernelFamily fresh = FreshKernels.load(Map.of());
      kernels.use(fresh);
      assertThat(kernels.family()).isSameAs(fresh);
      assertThat(kernels.rotators(Shape.of(SET)).kernel().getClass().getClassLoader())
          .isSameAs(fresh.getClass().getClassLoader());
      LweList after = LweList.allocate(512, inputs);
      key.bootstrap(in, tables, new int[inputs], after);
      assertThat(after.words()).isEqualTo(before.words());
    }
  }

  @Test
  void levelledLoopsMakeTheSameWords() throws Exception {
    LevelledKernel fresh = FreshKernels.load(Map.of()).levelled(2048, 5).orElseThrow();
    LevelledKernel known = new VectorFamily().levelled(2048, 5).orElseThrow();
    assertThat(fresh.getClass()).isNotEqualTo(known.getClass());
    assertThat(KernelComparison.worstDifference(fresh, known)).isZero();
  }

  /** As a web application's loader: its own classes first, from files that nobody else sees. */
  private static class Application extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.nightjar.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }

  @Test
  void theClassesOfAnApplicationAreLoadedAnewFromItsOwnLoader() throws Exception {
    Application application = new Application();
    var load = application.loadClass(FreshKernels.class.getName()).getDeclaredMethod("load", Map.class);
    load.setAccessible(true);
    Object fresh = load.invoke(null, Map.of());
    assertThat(fresh.getClass().getClassLoader().getParent()).isSameAs(application);
    assertThat(fresh).isNotInstanceOf(KernelFamily.class);
    assertThat(fresh.getClass().getMethod("description").invoke(fresh)).isEqualTo(new VectorFamily().description());
  }

  @Test
  void aLoaderThatDoesNotShowItsFilesIsNamed() throws Exception {
    Application hiding = new Application() {
      @Override
      public InputStream getResourceAsStream(String name) {
        boolean known = name.endsWith("/VectorFamily.class") && findLoadedClass(VectorFamily.class.getName()) != null;
        return known ? null : super.getResourceAsStream(name);
      }
    };
    var load = hiding.loadClass(FreshKernels.class.getName()).getDeclaredMethod("load", Map.class);
    load.setAccessible(true);
    assertThatThrownBy(() -> load.invoke(null, Map.of())).hasCauseInstanceOf(ReflectiveOperationException.class)
        .rootCause().hasMessageContaining("vector.VectorFamily").hasMessageContaining("is not there");
  }
}
