package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code nightjar dist}, with a JDK that only pretends: several at once, and beside a running one. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "a script for Linux")
class DistTest {
  private static final String VERSION = "0.1.0";

  @TempDir
  private Path folder;
  private final List<Process> started = new ArrayList<>();
  private Path out;

  @BeforeEach
  void makeProject() throws Exception {
    for (String tool : List.of("bash", "git", "flock", "tar")) {
      assumeThat(Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.exists(Path.of(path, tool))))
          .as("there is " + tool).isTrue();
    }
    out = folder.resolve("out");
    Path project = Files.createDirectories(folder.resolve("project/packaging")).getParent();
    Path ours = Home.models().resolveSibling("packaging");
    for (String file : List.of("dist", "jdk-platform", "java-runtime", "nightjar.service", "class-caches")) {
      Files.copy(ours.resolve(file), project.resolve("packaging").resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.createDirectories(project.resolve("cli/target/lib"));
    for (String model : List.of("one", "cases/two", "loans", "hub/three/1")) {
      Files.createDirectories(project.resolve("models").resolve(model));
    }
    for (String file : List.of("nightjar", "LICENSE", "NOTICE", "THIRD-PARTY.md", "SECURITY.md", "CHANGELOG.md",
        "models/README.md", "models/one/model.onnx", "models/cases/two/model.onnx", "models/loans/loans.csv",
        "models/hub/hub.json", "models/hub/make", "models/hub/three/1/server.zip",
        "cli/target/nightjar-cli.jar", "cli/target/lib/a.jar")) {
      Files.writeString(project.resolve(file), file);
    }
    Files.writeString(project.resolve("pom.xml"), "<project>\n  <version>" + VERSION + "</version>\n<project.build"
        + ".outputTimestamp>2026-11-22T00:00:00Z</project.build.outputTimestamp>\n</project>\n");
    git(project, "init", "-q");
    git(project, "add", "models");
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Files.createDirectories(jdk.resolve("jmods"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"99.0.1\"\n");
    script(jdk.resolve("bin/jdeps"), "echo java.base");
    // Of this machine, as the platform of a JDK is read from its program.
    script(jdk.resolve("copy"), "cp \"$(command -v sleep)\" '" + jdk.resolve("bin/java") + "'");
    assertThat(new ProcessBuilder(jdk.resolve("copy").toString()).inheritIO().start().waitFor()).isZero();
    // Links when it is told to, and makes a Java that sleeps.
    script(jdk.resolve("bin/jlink"), """
        touch '%1$s/linking'
        until [ -e '%1$s/go' ]; do sleep 0.05; done
        echo "$@" >'%1$s/words'
        while [ $# -gt 0 ]; do [ "$1" != --output ] || to=$2; shift; done
        mkdir -p "$to/bin" && cp "$(command -v sleep)" "$to/bin/java" && : >"$to/release" && echo linked
        """.formatted(folder));
  }

  @AfterEach
  void endProcesses() throws Exception {
    Files.writeString(folder.resolve("go"), "");
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void git(Path project, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    assertThat(new ProcessBuilder(command).directory(project.toFile()).inheritIO().start().waitFor()).isZero();
  }

  private Process dist(String name, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("project/packaging/dist").toString(), "--no-cache",
        "--out", out.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(folder.resolve(name).toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String said(String name) throws IOException {
    return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited a minute until " + what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void ends(Process process, String name) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(name + " ended").isTrue();
    assertThat(process.exitValue()).as(said(name)).isZero();
  }

  private List<String> made() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).filter(file -> !file.equals(".lock")).sorted().toList();
    }
  }

  @Test
  void aSecondOneWaitsAndBothGiveAWholeArchive() throws Exception {
    Process first = dist("first");
    await("the first one links", () -> Files.exists(folder.resolve("linking")));
    Process second = dist("second");
    await("the second one waits", () -> said("second").contains("Waiting for another dist into " + out));
    assertThat(made()).as("nothing has its place before it is whole").hasSize(1).allMatch(name ->
        name.startsWith(".making-"));
    Files.writeString(folder.resolve("go"), "");
    ends(first, "first");
    ends(second, "second");
    List<String> files = made();
    assertThat(files).hasSize(2);
    String archive = files.get(0);
    assertThat(archive).startsWith("nightjar-" + VERSION + "-linux-").endsWith(".tar.gz");
    assertThat(Files.readString(out.resolve(archive + ".sha256"))).startsWith(HexFormat.of().formatHex(
        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(out.resolve(archive)))) + "  " + archive);
  }

  @Test
  void whatAKilledOneLeftIsClearedByTheNext() throws Exception {
    Process killed = dist("killed");
    await("it links", () -> Files.exists(folder.resolve("linking")));
    List<ProcessHandle> children = killed.descendants().toList();
    killed.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
    assertThat(made()).hasSize(1);
    Files.writeString(folder.resolve("go"), "");
    ends(dist("next"), "next");
    assertThat(made()).hasSize(2).noneMatch(name -> name.startsWith(".making-"));
  }

  @Test
  void aFolderThatIsRunFromIsNotReplaced() throws Exception {
    Files.writeString(folder.resolve("go"), "");
    ends(dist("first", "--folder"), "first");
    Path place = out.resolve(made().get(0));
    Process server = new ProcessBuilder(place.resolve("runtime/bin/java").toString(), "600").start();
    started.add(server);
    Process refused = dist("refused", "--folder");
    assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(1);
    assertThat(said("refused")).contains("process " + server.pid() + " runs from " + place, "--out FOLDER");
    ends(dist("archive"), "archive");
    assertThat(server.isAlive()).isTrue();
    server.destroyForcibly().waitFor();
    Files.writeString(place.resolve("old"), "");
    ends(dist("again", "--folder"), "again");
    assertThat(Files.exists(place.resolve("old"))).as("nothing of the one before is left").isFalse();
    assertThat(Files.readString(place.resolve("lib/a.jar"))).isEqualTo("cli/target/lib/a.jar");
    try (Stream<Path> models = Files.walk(place.resolve("models"))) {
      assertThat(models.filter(Files::isRegularFile).map(file -> place.relativize(file).toString()))
          .as("the hub and the demo's models, and none of the tests'").containsExactlyInAnyOrder("models/README.md",
              "models/one/model.onnx", "models/loans/loans.csv", "models/hub/hub.json",
              "models/hub/three/1/server.zip");
    }
  }

  @Test
  void jdk17IsTakenWithWhatItsLinkerKnowsAndOlderOnesAreRefused() throws Exception {
    Files.writeString(folder.resolve("go"), "");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
    ends(dist("old"), "old");
    assertThat(said("words")).contains("--compress 2 ");
    assertThat(said("old")).contains("JDK 25 starts and computes faster");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
    Process refused = dist("refused");
    assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(1);
    assertThat(said("refused")).contains("is JDK 11.0.2", "17 or newer");
  }
}
