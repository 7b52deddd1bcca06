package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Broken libraries for tests, compiled from {@code src/test/rust}. */
final class RustLibrary {
  private static final int TIMEOUT_SECONDS = 120;
  private static final Path FOLDER = Path.of("target", "broken-libraries").toAbsolutePath();
  private static final Map<String, Path> COMPILED = new HashMap<>();

  private RustLibrary() {}

  /** A library, compiled once in a run; the calling test is skipped where there is no compiler. */
  static synchronized Path compile(String name) throws IOException, InterruptedException {
    Path known = COMPILED.get(name);
    if (known != null) {
      return known;
    }
    Optional<Path> rustc = rustc();
    assumeTrue(rustc.isPresent() || NativeTests.required(), "there is no rustc");
    Path library = Files.createDirectories(FOLDER).resolve(System.mapLibraryName(name));
    Process process = new ProcessBuilder(List.of(rustc.orElseThrow().toString(), "--crate-type", "cdylib", "-o",
        library.toString(), Path.of("src", "test", "rust", name + ".rs").toString())).inheritIO().start();
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    COMPILED.put(name, library);
    return library;
  }

  private static Optional<Path> rustc() {
    Stream<String> folders = Stream.concat(Stream.of(System.getenv("PATH").split(":")),
        Stream.of(System.getProperty("user.home") + "/.cargo/bin"));
    return folders.map(folder -> Path.of(folder, "rustc")).filter(Files::isExecutable).findFirst();
  }
}
