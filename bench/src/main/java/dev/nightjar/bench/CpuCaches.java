package dev.nightjar.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The caches of the first core, as Linux describes them. */
final class CpuCaches {
  private static final Path CORE = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private CpuCaches() {}

  /** Level, kind and size of each, the first level first; empty where the system does not say. */
  static List<String> ofACore() {
    return in(CORE);
  }

  /** Those that the files of a folder describe. */
  static List<String> in(Path folder) {
    List<String> caches = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return caches;
    }
    try (DirectoryStream<Path> indices = Files.newDirectoryStream(folder, "index*")) {
      for (Path index : indices) {
        String type = read(index, "type");
        if (!type.equals("Instruction")) {
          caches.add("L" + read(index, "level") + (type.equals("Unified") ? "" : " " + type.toLowerCase(Locale.ROOT))
              + " " + read(index, "size").replace("K", " KiB").replace("M", " MiB"));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    caches.sort(null);
    return caches;
  }

  private static String read(Path index, String file) throws IOException {
    return Files.readString(index.resolve(file)).strip();
  }
}
