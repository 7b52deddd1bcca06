package dev.nightjar.engine.nativelib;

import com.sun.jna.Library;
import dev.nightjar.api.engine.EngineProvider;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Runs {@link NativeProbe} in a JVM of its own, with this one's class path and properties. */
final class ProbeProcess {
  private static final int TIMEOUT_SECONDS = 60;
  private static final int LONGEST_OUTPUT = 1 << 16;
  private static final int FIRST_JDK_THAT_WARNS = 24;

  /** Exit codes of processes that a signal ended. */
  private static final Map<Integer, String> SIGNALS = Map.of(132, "illegal instruction", 134, "abort", 135, "bus error",
      136, "arithmetic exception", 137, "kill", 139, "segmentation fault");

  private ProbeProcess() {}

  /**
   * Requires that the library can be loaded and used in another process.
   *
   * @return false when no such process can be started here, because there is no {@code java} launcher or the classes
   *     are
   *     not in jars of their own
   * @throws LibraryUnavailableException when it ran and failed
   */
  static boolean passes() throws LibraryUnavailableException {
    Optional<List<String>> command = command();
    if (command.isEmpty()) {
      return false;
    }
    try {
      Process process = start(command.get());
      try {
        return passed(process);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LibraryUnavailableException("interrupted while the native library was being probed", e);
    }
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Agents and debuggers of this JVM must not be started twice.
    builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static boolean passed(Process process) throws IOException, InterruptedException, LibraryUnavailableException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Thread reader = new Thread(() -> drain(process.getInputStream(), output), "nightjar-native-probe");
    reader.setDaemon(true);
    reader.start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new LibraryUnavailableException("the native library did not answer in a probe process within "
          + TIMEOUT_SECONDS + " s");
    }
    reader.join(TimeUnit.SECONDS.toMillis(1));
    String text;
    synchronized (output) {
      text = output.toString(StandardCharsets.UTF_8);
    }
    for (String line : text.lines().toList()) {
      if (line.startsWith(NativeProbe.PASSED) && process.exitValue() == 0) {
        return true;
      }
      if (line.startsWith(NativeProbe.FAILED)) {
        throw new LibraryUnavailableException(line.substring(NativeProbe.FAILED.length()));
      }
    }
    throw new LibraryUnavailableException("the native library ended a probe process with "
        + describe(process.exitValue()) + ": it is broken or not for this machine; build engine-native here");
  }

  private static String describe(int exit) {
    return SIGNALS.containsKey(exit) ? SIGNALS.get(exit) + " (exit code " + exit + ")" : "exit code " + exit;
  }

  /** Reads all, so that the process never waits, and keeps the beginning. */
  private static void drain(InputStream in, ByteArrayOutputStream out) {
    byte[] buffer = new byte[4096];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (out) {
          out.write(buffer, 0, Math.min(read, LONGEST_OUTPUT - out.size()));
        }
      }
    } catch (IOException e) {
      // The process is gone; what it said before is what counts.
    }
  }

  private static Optional<List<String>> command() {
    boolean windows = File.separatorChar == '\\';
    Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    Optional<String> classPath = classPath();
    if (!Files.isExecutable(java) || classPath.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx64m", "-Xshare:auto", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + (windows ? "NUL" : "/dev/null")));
    if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("jna.") || name.equals(LibraryLoader.PATH_PROPERTY)
            || name.equals("java.io.tmpdir"))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", classPath.get(), NativeProbe.class.getName()));
    return Optional.of(command);
  }

  /** The jars or folders that the probe's classes come from; empty when one comes from elsewhere. */
  private static Optional<String> classPath() {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type : List.of(NativeProbe.class, EngineProvider.class, Library.class, Logger.class)) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      URL location = source == null ? null : source.getLocation();
      if (location == null || !location.getProtocol().equals("file")) {
        return Optional.empty();
      }
      try {
        entries.add(Path.of(location.toURI()).toString());
      } catch (URISyntaxException | RuntimeException e) {
        return Optional.empty();
      }
    }
    return Optional.of(String.join(File.pathSeparator, entries));
  }
}
