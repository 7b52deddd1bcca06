package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Main classes of tests in JVMs of their own: what they do to a JVM must not reach other tests. */
public final class OtherJvm {
  private OtherJvm() {
  }

  /** A JVM of the same JDK that is being started, with both outputs in one. */
  public static Process start(Class<?> main, List<String> flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** What a main class prints until it ends well. */
  public static String output(Class<?> main, String... arguments) throws IOException, InterruptedException {
    Process process = start(main, List.of("-Xmx128m", "-XX:+UseSerialGC"), arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
