package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vector kernels at widths that this machine would not choose, in class loaders of their own. */
class NarrowVectorsTest {
  @ParameterizedTest(name = "{0} lanes, {1}: k={2} N={3} B=2^{4} l={5} theta={6} count={7}")
  @CsvSource({"2, single, 1, 256, 20, 1, 0, 1", "2, lanes, 1, 512, 10, 2, 1, 2", "2, lanes, 2, 256, 20, 1, 0, 1",
      "4, single, 1, 512, 20, 1, 0, 1", "4, single, 1, 1024, 7, 3, 0, 2", "4, lanes, 1, 1024, 20, 1, 0, 2",
      "4, lanes, 2, 512, 15, 2, 0, 2", "8, single, 1, 512, 20, 1, 0, 1", "8, lanes, 1, 512, 20, 1, 0, 2"})
  void aStepEqualsExactIntegerArithmeticAtEveryWidth(int lanes, String rotator, int k, int size, int base, int level,
      int theta, int count) throws Exception {
    String before = System.getProperty(VectorWidth.PROPERTY);
    System.setProperty(VectorWidth.PROPERTY, Integer.toString(lanes));
    try (URLClassLoader fresh = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      assertThat(field(fresh, "VectorPasses", "LANES")).isEqualTo(lanes);
      Method check = fresh.loadClass(RotatorTest.class.getName()).getDeclaredMethod("worstError", String.class,
          int.class, int.class, int.class, int.class, int.class, int.class);
      check.setAccessible(true);
      assertThat((double) check.invoke(null, rotator, k, size, base, level, theta, count)).isLessThan(1);
    } finally {
      if (before == null) {
        System.clearProperty(VectorWidth.PROPERTY);
      } else {
        System.setProperty(VectorWidth.PROPERTY, before);
      }
    }
  }

  private static Object field(ClassLoader loader, String type, String name) throws ReflectiveOperationException {
    var field = loader.loadClass(NarrowVectorsTest.class.getPackageName() + "." + type).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  private static URL[] classPath() {
    String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator)).map(NarrowVectorsTest::url).toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
