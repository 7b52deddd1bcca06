package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuCachesTest {
  private static void index(Path folder, int number, String level, String type, String size) throws IOException {
    Path index = Files.createDirectory(folder.resolve("index" + number));
    Files.writeString(index.resolve("level"), level + "\n");
    Files.writeString(index.resolve("type"), type + "\n");
    Files.writeString(index.resolve("size"), size + "\n");
  }

  @Test
  void cachesOfDataAreNamedByLevel(@TempDir Path folder) throws IOException {
    index(folder, 3, "3", "Unified", "32M");
    index(folder, 0, "1", "Data", "32K");
    index(folder, 1, "1", "Instruction", "32K");
    index(folder, 2, "2", "Unified", "512K");
    assertThat(CpuCaches.in(folder)).containsExactly("L1 data 32 KiB", "L2 512 KiB", "L3 32 MiB");
  }

  @Test
  void aSystemThatSaysNothingHasNone(@TempDir Path folder) throws IOException {
    assertThat(CpuCaches.in(folder.resolve("nowhere"))).isEmpty();
    Files.createDirectory(folder.resolve("index0"));
    assertThat(CpuCaches.in(folder)).isEmpty();
  }
}
