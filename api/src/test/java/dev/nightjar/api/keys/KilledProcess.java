package dev.nightjar.api.keys;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A process that works on a key store, says in lines what it has done, and is killed in the middle of it. */
public final class KilledProcess {
  private KilledProcess() {
  }

  /** How often a test does it: as it says by default and in sweeps, 200 times with {@code nightjar.test.sets=all}. */
  public static int rounds(int byDefault, int inSweeps) {
    return Map.of("sweep", inSweeps, "all", 200).getOrDefault(System.getProperty("nightjar.test.sets", ""), byDefault);
  }

  /**
   * Lets a process work until it said so many lines, and a moment more, and kills it.
   *
   * @param main its main class, on the class path of this JVM
   * @param spins length of the moment, in turns of a loop
   * @param said takes each line, also those that come behind the last one that was waited for
   */
  public static void run(Class<?> main, List<String> arguments, int lines, int spins, Consumer<String> said)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int left = lines;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.accept(line);
        if (--left == 0) {
          for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
          }
          // Not the process itself, which would close the stream and lose what it said.
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
  }
}
