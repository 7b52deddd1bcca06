package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that does what a server does with its engines: {@linkplain EngineChoice chooses} one, and computes with it. */
final class ChildJvm {
  private static final int TIMEOUT_SECONDS = 120;

  private ChildJvm() {}

  /** Prints the choice and what the chosen engine computed. */
  public static void main(String[] arguments) {
    EngineChoice choice = new EngineChoice();
    System.out.print(choice.get());
    EngineProvider chosen = choice.chosen();
    try (Engine engine = chosen.create(new EngineOptions(1));
        EngineKey key = engine.load(TestKeys.toy().evaluation())) {
      System.out.println(chosen.name() + " computed " + Scenario.flip(key, 1));
    }
  }

  /** Runs {@link #main} on a class path with these options and returns all that it wrote. */
  static String run(String classPath, String... options) throws IOException, InterruptedException {
    return run(ChildJvm.class, classPath, options);
  }

  /** Runs a main class, which must end with exit code 0. */
  static String run(Class<?> main, String classPath, String... options) throws IOException, InterruptedException {
    Ended ended = end(main, classPath, options);
    assertThat(ended.exitCode).as(ended.output).isZero();
    return ended.output;
  }

  /** How a process ended, and all that it wrote. */
  record Ended(int exitCode, String output) {}

  /** Runs a main class until it ends in whatever way. */
  static Ended end(Class<?> main, String classPath, String... options) throws IOException, InterruptedException {
    return end(List.of(), main, classPath, options);
  }

  /** The same, started by a command that ends in starting what follows it. */
  static Ended end(List<String> starter, Class<?> main, String classPath, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Without the Vector API: the quick compiler of short-lived JVMs makes its kernels many times slower than plain
    // ones.
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, main.getName()));
    File output = File.createTempFile("nightjar-child", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(output.toPath(), StandardCharsets.UTF_8));
    } finally {
      output.delete();
    }
  }

  /** The class path of this test run. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
