package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code nightjar serve} in a process of its own, which can be killed. */
final class ServeProcess implements AutoCloseable {
  private final Process process;

  private ServeProcess(Process process) {
    this.process = process;
  }

  /** A port that nobody has now. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** Starts it; it answers when this returns. */
  static ServeProcess of(Path models, int port, Object... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
        "dev.nightjar.cli.Main", "serve", "--models", models.toString(), "--port", Integer.toString(port)));
    List.of(more).forEach(argument -> command.add(String.valueOf(argument)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder printed = new StringBuilder();
    // Further output fits into the pipe's buffer.
    BufferedReader out = process.inputReader();
    String line = "";
    while (line != null && !line.startsWith("Serving ")) {
      line = out.readLine();
      printed.append(line).append('\n');
    }
    assertThat(line).as(printed.toString()).isNotNull();
    return new ServeProcess(process);
  }

  /** Kills it as {@code kill -9} does: nothing is finished or written down. */
  void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process ends", e);
    }
  }

  /** Tells it to end and waits; its exit code. */
  int terminate(Duration longest) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)).as("it ends within " + longest).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
