package dev.nightjar.cli;

import dev.nightjar.bench.JvmLaunch;
import dev.nightjar.bench.StartPlan;
import dev.nightjar.cli.Jdks.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options for fresh JVMs, and what they mean. */
final class BenchStarts {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final int OLDEST = 17;

  /** What names of launches leave out: the flags themselves are in the report. */
  private static final String LENGTHY = "-XX:\\+?|-Dnightjar\\.engine\\.";

  @Option(names = "--starts", paramLabel = "N",
      description = "Run a short bench in N fresh JVMs for each JDK, in turns, and show how"
          + " the times are distributed. One set, batches of 16 and 1, one thread, unless options say otherwise;"
          + " --seconds is then for each start (default: 10).")
  private Integer starts;

  @Option(names = "--jdks", paramLabel = "FOLDER", split = ",",
      description = "JDKs for --starts (default: all from 17 on that were found). Ratios are to the newest.")
  private List<Path> jdks;

  @Option(names = "--jvm-args", paramLabel = "\"ARGS\"",
      description = "Arguments of the JVM for --starts, e.g. \"-XX:+UseParallelGC\". Several"
          + " times for several kinds, which take turns; \"\" is none.")
  private List<String> jvmArguments;

  /** Whether starts are what is wanted. */
  boolean wanted() {
    return starts != null;
  }

  /** Whether an option was given that makes sense for starts alone. */
  boolean detailed() {
    return jdks != null || jvmArguments != null;
  }

  /**
   * The plan.
   *
   * @param command arguments of the program: the command whose report is read
   * @param seconds time of a start's bench
   * @throws IllegalArgumentException when a folder is no JDK, or one that is too old
   */
  StartPlan plan(List<String> command, int seconds) throws IOException {
    List<String> program = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"),
        Main.class.getName()));
    program.addAll(command);
    List<JvmLaunch> launches = new ArrayList<>();
    List<Jdk> newestFirst = chosen().stream()
        .sorted(Comparator.comparing(BenchStarts::version).reversed()).toList();
    for (Jdk jdk : newestFirst) {
      for (String arguments : jvmArguments == null ? List.of("") : jvmArguments) {
        launches.add(launch(jdk, arguments.strip(), newestFirst));
      }
    }
    // A machine that others use may well take several times as long.
    return new StartPlan(launches, starts, program, Duration.ofSeconds(60 + 10L * seconds));
  }

  private List<Jdk> chosen() throws IOException {
    if (jdks != null) {
      List<Jdk> given = new ArrayList<>();
      for (Path folder : jdks) {
        given.add(Jdk.in(folder));
      }
      return given.stream().peek(BenchStarts::requireNewEnough).toList();
    }
    return Stream.concat(Stream.of(Jdk.running()), Jdks.fromLauncher().others().stream())
        .filter(jdk -> version(jdk).feature() >= OLDEST).toList();
  }

  private static void requireNewEnough(Jdk jdk) {
    if (version(jdk).feature() < OLDEST) {
      throw new IllegalArgumentException(jdk.home() + " is JDK " + jdk.version()
          + "; a bench needs 17 or newer");
    }
  }

  /** Release files of old JDKs say 1.8.0_392, which is no version of today. */
  private static Runtime.Version version(Jdk jdk) {
    try {
      return Runtime.Version.parse(jdk.version());
    } catch (IllegalArgumentException e) {
      return Runtime.Version.parse("8");
    }
  }

  /** Flags as the launcher gives them: the vector module where the JDK has it, huge pages where the system does. */
  private static JvmLaunch launch(Jdk jdk, String arguments, List<Jdk> all) throws IOException {
    List<String> flags = new ArrayList<>();
    if (jdk.release().contains(VECTOR_MODULE)) {
      flags.addAll(List.of("--add-modules", VECTOR_MODULE));
    }
    if (HugePages.here().offered()) {
      flags.add(HugePages.FLAG);
    }
    flags.add("--enable-native-access=ALL-UNNAMED");
    if (!arguments.isEmpty()) {
      flags.addAll(List.of(arguments.split("\\s+")));
    }
    boolean twice = all.stream().filter(other -> other.version().equals(jdk.version())).count() > 1;
    String name = "JDK " + (twice ? jdk.version() + " in " + jdk.home() : jdk.version())
        + (arguments.isEmpty() ? "" : " " + arguments.replaceAll(LENGTHY, ""));
    return new JvmLaunch(name, Path.of(jdk.home(), "bin", "java"), flags);
  }
}
