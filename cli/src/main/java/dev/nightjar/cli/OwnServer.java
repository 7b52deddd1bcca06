package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bench.load.Endpoint;
import dev.nightjar.servlet.TokenFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code serve} in a JVM of its own, on a free port of this machine, for two callers; it ends when this is closed. */
final class OwnServer implements AutoCloseable {
  private static final Pattern SERVING = Pattern.compile("Serving .* at (http://\\S+) with .*");
  private static final long LOOK_NANOS = 200_000_000;
  private static final int LOOKS = 3000;
  private static final int STOP_SECONDS = 60;
  private static final int SAID = 5;

  private final Process process;
  private final Thread hook;
  private final Path folder;
  private final Endpoint endpoint;

  private OwnServer(Process process, Thread hook, Path folder, Endpoint endpoint) {
    this.process = process;
    this.hook = hook;
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /**
   * Starts one and waits until it is warm.
   *
   * @param heapMib of its virtual machine, all of it taken at the start, so that what grows is something else
   * @param more options of {@code serve}
   */
  static OwnServer start(Path bundles, int heapMib, List<String> more) throws IOException {
    Path folder = Files.createTempDirectory("nightjar-load");
    Process process = null;
    Thread hook = null;
    try {
      List<String> tokens = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (String name : List.of("first", "second")) {
        tokens.add(TokenFile.newToken(new SecureRandom()));
        lines.add(TokenFile.line(name, tokens.get(tokens.size() - 1)));
      }
      Files.write(folder.resolve("tokens"), lines);
      process = new ProcessBuilder(command(bundles, folder, heapMib, more))
          .redirectError(folder.resolve("server.log").toFile()).start();
      hook = new Thread(process::destroyForcibly, "nightjar-load-server");
      Runtime.getRuntime().addShutdownHook(hook);
      Endpoint endpoint = new Endpoint(address(process, folder), tokens, OptionalLong.of(process.pid()));
      awaitWarm(endpoint, process, folder);
      return new OwnServer(process, hook, folder, endpoint);
    } catch (IOException | RuntimeException e) {
      if (process != null) {
        end(process, hook);
      }
      delete(folder);
      throw e;
    }
  }

  private static List<String> command(Path bundles, Path folder, int heapMib, List<String> more) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(OwnServer::passedOn).toList());
    command.addAll(List.of("-Xms" + heapMib + "m", "-Xmx" + heapMib + "m", "-XX:+AlwaysPreTouch", "-cp",
        System.getProperty("java.class.path"), Main.class.getName(), "serve", "--models", bundles.toString(),
        "--port", "0", "--tokens", folder.resolve("tokens").toString()));
    if (more.stream().noneMatch(option -> option.startsWith("--key"))) {
      command.addAll(List.of("--keys", folder.resolve("keys").toString()));
    }
    command.addAll(more);
    return command;
  }

  private static boolean passedOn(String argument) {
    return argument.startsWith("-XX:") || argument.startsWith("--add-modules")
        || argument.startsWith("--enable-native-access") || argument.startsWith("--sun-misc-unsafe")
        || argument.startsWith("-Dnightjar.") && !argument.startsWith("-Dnightjar.terminal");
  }

  private static URI address(Process process, Path folder) throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        Thread reader = new Thread(() -> out.lines().forEach(ignored -> { }), "nightjar-load-output");
        reader.setDaemon(true);
        reader.start();
        return URI.create(serving.group(1));
      }
    }
    throw ended(folder);
  }

  private static void awaitWarm(Endpoint endpoint, Process process, Path folder) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      if (!process.isAlive()) {
        throw ended(folder);
      }
      HttpURLConnection health = (HttpURLConnection) endpoint.base().resolve("health").toURL().openConnection();
      if (health.getResponseCode() == HttpURLConnection.HTTP_OK) {
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new NightjarException(ErrorCode.UNAVAILABLE, "the server did not get warm in ten minutes");
  }

  private static NightjarException ended(Path folder) throws IOException {
    List<String> said = Files.readAllLines(folder.resolve("server.log"));
    return new NightjarException(ErrorCode.UNAVAILABLE, "the server ended at its start: "
        + said.subList(Math.max(0, said.size() - SAID), said.size()).stream().collect(Collectors.joining("; ")));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    end(process, hook);
    delete(folder);
  }

  private static void end(Process process, Thread hook) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // this JVM is stopping, and the hook does the same
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // a temporary folder, which the system clears
    }
  }
}
