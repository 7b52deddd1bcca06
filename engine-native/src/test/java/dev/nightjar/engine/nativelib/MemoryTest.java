package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int ENGINES = 20;
  private static final int KEYS = 50;

  private static long status(String name) throws IOException {
    return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
  }

  /** A thousand keys of 1.5 MB: what is not freed would be seen ten times over. */
  @Test
  void aThousandKeysComeAndGoWithoutATrace() throws IOException {
    assumeTrue(Files.exists(STATUS), "memory is read from " + STATUS);
    NativeEngineProvider provider = NativeTests.provider();
    comeAndGo(provider, 2);
    long residentKilobytes = status("VmRSS");
    long threads = status("Threads");
    comeAndGo(provider, ENGINES);
    assertThat(status("VmRSS") - residentKilobytes).as("growth in kB").isLessThan(150_000);
    assertThat(status("Threads") - threads).as("threads").isLessThan(2L * ENGINES / 4);
  }

  private static void comeAndGo(NativeEngineProvider provider, int engines) {
    for (int e = 0; e < engines; e++) {
      try (Engine engine = provider.create(new EngineOptions(2))) {
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
}
