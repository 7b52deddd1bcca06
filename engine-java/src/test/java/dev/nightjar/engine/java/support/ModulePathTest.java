package dev.nightjar.engine.java.support;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.engine.java.JavaEngineProvider;
import dev.nightjar.engine.java.rotation.KernelFamily;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;

/** The engine as a named module on the module path, with and without the Vector API. */
@Execution(ExecutionMode.CONCURRENT)
class ModulePathTest {
  /** Runs in the other JVM: finds the engine as a stranger would and bootstraps one ciphertext. */
  static final class Application {
    private static final long MESSAGE = 3L << 60;
    private static final long VALUE = 5L << 60;

    public static void main(String[] kernel) {
      EngineProvider provider = ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get)
          .filter(found -> found.name().equals("java")).findFirst().orElseThrow();
      Module module = provider.getClass().getModule();
      OtherJvm.check("dev.nightjar.engine.java".equals(module.getName()));
      for (String name : module.getPackages()) {
        OtherJvm.check(!module.isExported(name, Application.class.getModule()));
      }
      TestKeys keys = new TestKeys(TestKeys.parameters(32, 1, 512, 18, 1, 4, 4, 30, 17), 1);
      LookupTables tables = LookupTables.of(512, new long[][][] {{{0, 0, 0, VALUE, 0, 0, 0, 0}}});
      LweList out = LweList.allocate(512, 1);
      try (Engine engine = provider.create(new EngineOptions(1)); EngineKey key = engine.load(keys.evaluationKey())) {
        OtherJvm.check(engine.info().kernel().startsWith(kernel[0]));
        key.bootstrap(keys.encrypt(MESSAGE), tables, new int[1], out);
      }
      OtherJvm.check(Math.abs((double) (keys.phase(out, 0) - VALUE)) < 0x1p57);
    }
  }

  /** Runs in the other JVM: kernels that are loaded anew see the packages of the module. */
  static final class Reloading {
    public static void main(String[] none) throws ReflectiveOperationException {
      Class<?> loader = ServiceLoader.load(EngineProvider.class).stream()
          .map(found -> found.type().getModule()).filter(module -> "dev.nightjar.engine.java".equals(module.getName()))
          .map(module -> Class.forName(module, "dev.nightjar.engine.java.FreshKernels")).findFirst().orElseThrow();
      var load = loader.getDeclaredMethod("load", Map.class);
      load.setAccessible(true);
      Object fresh = load.invoke(null, Map.of());
      OtherJvm.check(!fresh.getClass().getModule().isNamed());
      Object kernel = fresh.getClass().getMethod("levelled", int.class, int.class).invoke(fresh, 2048, 1);
      OtherJvm.check(fresh.getClass().getMethod("description").invoke(fresh).toString().startsWith("vector"));
      OtherJvm.check(kernel != null);
    }
  }

  @Test
  void kernelsOfANamedModuleAreLoadedAnew() throws Exception {
    run(Reloading.class, "", "--add-modules", KernelFamily.VECTOR_MODULE,
        "--add-opens", "dev.nightjar.engine.java/dev.nightjar.engine.java=ALL-UNNAMED");
  }

  @Test
  void aNamedModuleWithTheVectorApiIsFoundAndBootstraps() throws Exception {
    run(Application.class, "vector", "--add-modules", KernelFamily.VECTOR_MODULE);
  }

  @Test
  void aNamedModuleWithoutTheVectorApiIsFoundAndBootstraps() throws Exception {
    run(Application.class, "plain");
  }

  private static void run(Class<?> main, String kernel, String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of(flags));
    all.addAll(List.of("--module-path", String.join(File.pathSeparator, placeOf(JavaEngineProvider.class),
        placeOf(EngineProvider.class), placeOf(Logger.class)), "--add-modules", "dev.nightjar.engine.java"));
    OtherJvm.run(main, kernel, all.toArray(String[]::new));
  }

  /** The folder or jar that a class comes from. */
  private static String placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
