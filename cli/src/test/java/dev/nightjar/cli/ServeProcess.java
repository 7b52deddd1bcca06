package dev.nightjar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** {@code nightjar serve} in a process of its own, which can be killed. */
final class ServeProcess implements AutoCloseable {
  /** Below what systems give to outgoing connections, any of which could take the port of a server that is killed. */
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;
  private static final int TRIES = 10;
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final Duration LONGEST_KILL = Duration.ofSeconds(60);

  private final Process process;
  private final StringBuffer printed = new StringBuffer();
  private final CountDownLatch servingOrEnded = new CountDownLatch(1);
  private volatile boolean serving;

  private ServeProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "what a served process prints");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        printed.append(line).append('\n');
        if (line.startsWith("Serving ")) {
          serving = true;
          servingOrEnded.countDown();
        }
      }
    } catch (IOException e) {
      printed.append(e).append('\n');
    } finally {
      servingOrEnded.countDown();
    }
  }

  /** A port that nobody has now and that no outgoing connection gets. */
  static int freePort() {
    for (int i = 0; i < TRIES; i++) {
      int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket free = new ServerSocket()) {
        free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        continue;   // somebody has it
      }
    }
    throw new AssertionError("of " + TRIES + " ports between " + FIRST_PORT + " and " + (FIRST_PORT + PORTS)
        + " none is free");
  }

  /** Starts it; it answers when this returns. */
  static ServeProcess of(Path models, int port, Object... more) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
        "dev.nightjar.cli.Main", "serve", "--models", models.toString(), "--port", Integer.toString(port)));
    List.of(more).forEach(argument -> command.add(String.valueOf(argument)));
    for (int i = 1; ; i++) {
      ServeProcess started = started(command);
      if (started.serves()) {
        return started;
      }
      String told = started.told();
      started.kill();
      if (i == TRIES || !told.contains("in use")) {
        throw new AssertionError("start " + i + ": it does not serve and " + told);
      }
    }
  }

  private static ServeProcess started(List<String> command) {
    try {
      return new ServeProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it came to that; waits until it has, has ended, or takes too long. */
  private boolean serves() {
    try {
      return servingOrEnded.await(LONGEST_START.toSeconds(), TimeUnit.SECONDS) && serving;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process starts", e);
    }
  }

  /** Whether it lives, and all that it has printed. */
  String told() {
    return (process.isAlive() ? "is there" : "has ended with exit code " + process.exitValue())
        + "; it has printed:\n" + printed;
  }

  /** Kills it as {@code kill -9} does: nothing is finished or written down. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(LONGEST_KILL.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a killed process is there after " + LONGEST_KILL);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process ends", e);
    }
  }

  /** Tells it to end and waits; its exit code. */
  int terminate(Duration longest) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it does not end within " + longest + ": " + told());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
