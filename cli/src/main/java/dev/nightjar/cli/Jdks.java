package dev.nightjar.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(.*)\"");

    /**
     * The one in a folder.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Jdk in(Path folder) throws IOException {
      Jdk jdk = new Jdk("", folder.toString());
      Matcher version = VERSION.matcher(jdk.release());
      if (!Files.isExecutable(folder.resolve("bin").resolve("java")) || !version.find()) {
        throw new IllegalArgumentException(folder
            + " is no JDK: give its folder, the one that holds bin/java and a file named release");
      }
      return new Jdk(version.group(1), folder.toString());
    }

    /** The one that runs this program. */
    static Jdk running() {
      Runtime.Version version = Runtime.version();
      return new Jdk(version.version().stream().map(String::valueOf).collect(Collectors.joining(".")),
          System.getProperty("java.home"));
    }

    /** What its release file says, of its version and modules; empty when there is no such file. */
    String release() throws IOException {
      Path file = Path.of(home, "release");
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    }
  }

  /** The JDKs that the launcher passed on; none when the program was started without it. */
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
