package dev.nightjar.engine.java.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of this module's tests in a JVM of its own, of the same JDK. */
public final class OtherJvm {
  private OtherJvm() {}

  /** Fails with the JVM's output unless it exits with status 0. */
  public static void run(Class<?> main, String argument, String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        main.getName(), argument));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Ends the other JVM with an error if a condition does not hold; the stack trace names the line. */
  public static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("see the line number");
    }
  }
}
