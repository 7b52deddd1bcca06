package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern GROWTH = Pattern.compile("grown by (-?\\d+) kB and (-?\\d+) threads");
  private static final int WARM_UP = 6;
  private static final int ENGINES = 20;
  private static final int KEYS = 50;

  /**
   * A thousand keys of 1.5 MB: what is not freed would be seen twenty times over. In a JVM with a small heap, because a
   * heap grows as it likes; with the optimising compiler, since reading that many keys is work.
   */
  @Test
  void aThousandKeysComeAndGoWithoutATrace() throws Exception {
    assumeTrue(Files.exists(STATUS), "memory is read from " + STATUS);
    NativeTests.provider();
    Matcher growth = GROWTH.matcher(ChildJvm.run(ComeAndGo.class, ChildJvm.classPath(), "-Xmx64m",
        "-XX:TieredStopAtLevel=4"));
    assertThat(growth.find()).isTrue();
    assertThat(Integer.parseInt(growth.group(1))).as("growth in kB").isLessThan(75_000);
    assertThat(Integer.parseInt(growth.group(2))).as("threads").isLessThan(8);
  }

  /** Loads and frees keys and engines, and prints what that left. */
  static final class ComeAndGo {
    private ComeAndGo() {}

    public static void main(String[] arguments) throws IOException {
      comeAndGo(WARM_UP);
      long residentKilobytes = status("VmRSS");
      long threads = status("Threads");
      comeAndGo(ENGINES);
      System.out.println("grown by " + (status("VmRSS") - residentKilobytes) + " kB and "
          + (status("Threads") - threads) + " threads");
    }

    private static void comeAndGo(int engines) {
      for (int e = 0; e < engines; e++) {
        try (Engine engine = new NativeEngineProvider().create(new EngineOptions(2))) {
          for (int i = 0; i < KEYS; i++) {
            EngineKey key = engine.load(TestKeys.toy().evaluation());
            assertThat(key.memoryBytes()).isGreaterThan(1_500_000);
            if (i == 0) {
              assertThat(Scenario.flip(key, 2)).isEqualTo(1);
            }
            // Every third is left for the engine to free.
            if (i % 3 != 0) {
              key.close();
            }
          }
        }
      }
    }

    private static long status(String name) throws IOException {
      return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }
  }
}
