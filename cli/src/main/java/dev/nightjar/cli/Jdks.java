package dev.nightjar.cli;

import java.util.Arrays;
import java.util.List;

/**
 * The JDKs that the launcher found on this machine.
 *
 * @param found all of them
 */
record Jdks(List<Jdk> found) {
  /** Set by the launcher: one line for each, {@code version|folder}. */
  private static final String PROPERTY = "nightjar.jdks";

  /**
   * A JDK.
   *
   * @param version as its release file says
   * @param home its folder
   */
  record Jdk(String version, String home) {
  }

  /** Those that the launcher told of; none when it was not used. */
  static Jdks fromLauncher() {
    return new Jdks(Arrays.stream(System.getProperty(PROPERTY, "").split("\\R"))
        .map(line -> line.split("\\|", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new Jdk(parts[0], parts[1]))
        .toList());
  }

  /** All but the one that runs this program. */
  List<Jdk> others() {
    String running = System.getProperty("java.home");
    return found.stream().filter(jdk -> !jdk.home().equals(running)).toList();
  }
}
