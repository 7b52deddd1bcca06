package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code nightjar} script, in a project of its own with a Maven and JDKs that only pretend. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a POSIX shell script")
class LauncherTest {
  @TempDir
  private Path folder;
  private Path project;
  private Path jdks;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("pro ject/inner")).toRealPath();
    jdks = Files.createDirectories(folder.resolve("user/.jdks"));
    Files.copy(Home.models().resolveSibling("nightjar"), project.resolve("nightjar"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(project.resolve("pom.xml"), "<modules>\n<module>cli</module>\n</modules>\n");
    Files.createDirectories(project.resolve("cli/src/main"));
    Files.writeString(project.resolve("cli/pom.xml"), "<project/>");
    script(folder.resolve("mvn"), """
        echo "[INFO] Building Nightjar command line 0.1.0-SNAPSHOT                [2/2]"
        if [ -e "%1$s/broken" ]; then echo "[ERROR] it does not compile"; exit 1; fi
        echo x >> "%1$s/built"
        mkdir -p "%1$s/cli/target/lib"
        touch "%1$s/cli/target/nightjar-cli.jar"
        """.formatted(project));
  }

  /** A JDK whose java prints what it was started with. */
  private Path jdk(String version, String modules) throws IOException {
    Path home = Files.createDirectories(jdks.resolve("jdk-" + version));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules
        + "\"\n");
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "echo java " + version
        + "\nfor a in \"$@\"; do echo \"<$a>\"; done\nexit 7\n");
    script(home.resolve("bin/javac"), "exit 0\n");
    return home;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private CommandRun run(Map<String, String> environment, Path script, String... arguments) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("NIGHTJAR_OPTS");
    builder.environment().put("NIGHTJAR_CACHE", "off");
    builder.environment().put("HOME", folder.resolve("user").toString());
    builder.environment().put("NIGHTJAR_MVN", folder.resolve("mvn").toString());
    builder.environment().putAll(environment);
    Process process = builder.directory(folder.toFile()).redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
    return new CommandRun(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private CommandRun run(String... arguments) throws Exception {
    return run(Map.of(), project.resolve("nightjar"), arguments);
  }

  @Test
  void itBuildsOnceWithTheNewestJdkAndHandsEverythingOn() throws Exception {
    jdk("98.0.2", "java.base");
    Path newest = jdk("99.0.1", "java.base jdk.incubator.vector").toRealPath();
    CommandRun first = run("demo", "a b", "");
    assertThat(first.exitCode()).isEqualTo(7);
    assertThat(first.err()).contains("Building Nightjar with JDK 99.0.1", "[2/2] Nightjar command line\n",
        "Built in");
    assertThat(first.out()).startsWith("java 99.0.1\n<--add-modules>\n<jdk.incubator.vector>\n" + hugePages())
        .contains("<--enable-native-access=ALL-UNNAMED>", "<-Dnightjar.home=" + project + ">",
            "99.0.1|" + newest)
        .endsWith("<dev.nightjar.cli.Main>\n<demo>\n<a b>\n<>\n");

    assertThat(run("inspect", "x").err()).isEmpty();
    assertThat(project.resolve("built")).hasContent("x");
  }

  @Test
  void onlyCommandsThatComputeGetTheVectorModule() throws Exception {
    jdk("99.0.1", "java.base jdk.incubator.vector");
    assertThat(run("inspect", "demo").out()).doesNotContain("--add-modules");
    assertThat(run("--verbose", "serve").out()).contains("--add-modules");
    assertThat(run("compile", "--measure", "x").out()).contains("--add-modules");
  }

  @Test
  void inspectGetsThemWhereItMeasures() throws Exception {
    jdk("99.0.1", "java.base jdk.incubator.vector");
    assertThat(run("inspect", "demo", "--measure").out()).contains("--add-modules").contains(hugePages())
        .endsWith("<inspect>\n<demo>\n<--measure>\n");
    assertThat(run("--measure", "play").out()).doesNotContain("--add-modules");
  }

  /** What is asked for on this machine. */
  private static String hugePages() {
    return HugePages.here().offered() ? "<-XX:+UseTransparentHugePages>\n" : "";
  }

  @Test
  void hugePagesAreForCommandsThatComputeWhereTheSystemHasThem() throws Exception {
    jdk("99.0.1", "java.base");
    assertThat(run("--verbose", "bench").out()).startsWith("java 99.0.1\n" + hugePages() + "<--");
    assertThat(run("inspect", "demo").out()).doesNotContain("HugePages");
    script(Files.createDirectories(folder.resolve("bin")).resolve("uname"), "echo Darwin\n");
    assertThat(run(Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH")),
        project.resolve("nightjar"), "demo").out()).contains("Main").doesNotContain("HugePages");
  }

  @Test
  void commandsThatHoldASecretKeyWriteNoDump() throws Exception {
    Path jdk = jdk("99.0.1", "java.base");
    script(jdk.resolve("bin/java"), "echo \"core $(ulimit -c)\"\nfor a in \"$@\"; do echo \"<$a>\"; done\n");
    for (String command : new String[] {"keygen", "encrypt", "decrypt", "play", "demo"}) {
      assertThat(run("--verbose", command).out()).startsWith("core 0\n")
          .contains("<-XX:-CreateCoredumpOnCrash>\n<-XX:-HeapDumpOnOutOfMemoryError>\n");
    }
    assertThat(run("serve").out()).doesNotContain("CreateCoredumpOnCrash");
  }

  @Test
  void optionsOfTheUserComeAfterTheLaunchersSoThatTheyWin() throws Exception {
    jdk("99.0.1", "java.base jdk.incubator.vector");
    assertThat(run(Map.of("NIGHTJAR_OPTS", "-XX:-UseTransparentHugePages -Xmx1g"), project.resolve("nightjar"),
        "serve").out()).startsWith("java 99.0.1\n<--add-modules>\n<jdk.incubator.vector>\n" + hugePages())
        .contains("<-XX:-UseTransparentHugePages>\n<-Xmx1g>\n<-Dnightjar.home=");
  }

  @Test
  void aJdkWithoutTheVectorModuleIsNotAskedForIt() throws Exception {
    jdk("99.0.1", "java.base");
    assertThat(run("demo").out()).contains("java 99.0.1").doesNotContain("--add-modules");
  }

  @Test
  void aSourceThatIsNewerThanTheBuildMeansANewBuild() throws Exception {
    jdk("99.0.1", "java.base");
    run("doctor");
    Path source = Files.writeString(project.resolve("cli/src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("doctor").err()).contains("Building Nightjar");
    assertThat(project.resolve("built")).hasContent("x\nx");
  }

  @Test
  void anOlderJdkCanBeChosen() throws Exception {
    jdk("99.0.1", "java.base");
    Path older = jdk("98.0.2", "java.base");
    assertThat(run(Map.of("NIGHTJAR_JAVA", older.toString()), project.resolve("nightjar"), "doctor").out())
        .startsWith("java 98.0.2");
    assertThat(run(Map.of("NIGHTJAR_JAVA", older + "/bin/java"), project.resolve("nightjar"), "doctor").out())
        .startsWith("java 98.0.2");
    CommandRun wrong = run(Map.of("NIGHTJAR_JAVA", "/nope"), project.resolve("nightjar"), "doctor");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).isEqualTo(
        "nightjar: NIGHTJAR_JAVA=/nope is no JDK: give its folder, the one that holds bin/java\n");
  }

  @Test
  void aJdkThatIsTooOldIsRefusedWithTheRemedy() throws Exception {
    Path old = jdk("11.0.2", "java.base");
    CommandRun run = run(Map.of("NIGHTJAR_JAVA", old.toString()), project.resolve("nightjar"), "doctor");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("11.0.2", "needs 17 or newer");
  }

  @Test
  void itWorksThroughASymbolicLink() throws Exception {
    jdk("99.0.1", "java.base");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("pro ject/inner/nightjar"));
    assertThat(run(Map.of(), link, "doctor").out()).contains("<-Dnightjar.home=" + project + ">");
  }

  @Test
  void aBuildThatFailsShowsWhyAndWhereTheLogIs() throws Exception {
    jdk("99.0.1", "java.base");
    Files.createFile(project.resolve("broken"));
    CommandRun run = run("demo");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("[ERROR] it does not compile", "nightjar: the build failed",
        project.resolve("target/nightjar-build.log").toString());
    assertThat(project.resolve("target/nightjar-build.lock")).doesNotExist();
  }

  @Test
  void withoutMavenThereIsOneLineWithTheRemedy() throws Exception {
    jdk("99.0.1", "java.base");
    CommandRun run = run(Map.of("NIGHTJAR_MVN", "no-such-maven"), project.resolve("nightjar"), "demo");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("not built yet", "install Maven");
  }

  @Test
  void theLockOfABuildThatDiedIsTakenOver() throws Exception {
    jdk("99.0.1", "java.base");
    Path lock = Files.createDirectories(project.resolve("target/nightjar-build.lock"));
    Files.writeString(lock.resolve("pid"), "999999999");
    assertThat(run("doctor").err()).contains("Built in");
  }

  @Test
  void whatWouldBeStartedIsToldWithoutStartingIt() throws Exception {
    Path jdk = jdk("99.0.1", "java.base").toRealPath();
    CommandRun run = run("--jvm-options", "play", "a b");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith(jdk + "/bin/java\n").contains("\n-XX:-CreateCoredumpOnCrash\n")
        .endsWith("\n-cp\n" + project + "/cli/target/nightjar-cli.jar\ndev.nightjar.cli.Main\nplay\na b\n");
  }

  @Test
  void aDistributionTakesTheJavaBesideItAndNeedsNoOtherProgram() throws Exception {
    jdk("99.0.1", "java.base");
    Path java = jdk("25.0.9", "java.base jdk.incubator.vector");
    Files.move(java, project.resolve("runtime"));
    Files.createFile(project.resolve("nightjar-cli.jar"));
    Files.createDirectories(project.resolve("cache"));
    Files.createFile(project.resolve("cache/server"));
    script(folder.resolve("unset"), "unset PATH HOME NIGHTJAR_CACHE\nPATH=\nexport PATH\nexec \"$@\"\n");
    CommandRun run = run(Map.of(), folder.resolve("unset"), project + "/nightjar", "serve");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("java 25.0.9\n<--add-modules>\n<jdk.incubator.vector>\n" + hugePages())
        .contains("<-XX:AOTCache=" + project + "/cache/server>\n")
        .endsWith("<-cp>\n<" + project + "/nightjar-cli.jar>\n<dev.nightjar.cli.Main>\n<serve>\n");
    assertThat(run(Map.of(), folder.resolve("unset"), project + "/nightjar", "play").out())
        .as("there is no cache for it").contains("<play>").doesNotContain("AOTCache");
    assertThat(project.resolve("built")).doesNotExist();
  }

  @Test
  void theFirstServerHasCachesMadeForTheNextOnesOfTheSameJdkAndJars() throws Exception {
    jdk("99.0.1", "java.base jdk.incubator.vector");
    script(Files.createDirectories(project.resolve("packaging")).resolve("class-caches"), """
        echo "$@" >> "%s/made"
        touch "$1/log" "$1/server"
        """.formatted(project));
    Map<String, String> wanted = Map.of("NIGHTJAR_CACHE", "");
    assertThat(run(wanted, project.resolve("nightjar"), "doctor").out()).doesNotContain("AOTCache");
    assertThat(project.resolve("made")).as("made for a server alone").doesNotExist();
    // Older than the caches will be.
    Files.setLastModifiedTime(project.resolve("cli/target/nightjar-cli.jar"),
        FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(run(wanted, project.resolve("nightjar"), "serve").out()).contains("Main").doesNotContain("AOTCache");
    String cached = awaitCache(wanted);
    assertThat(cached).containsPattern("<-XX:AOTCache=" + project + "/target/starts-99.0.1-\\d+/server>");
    assertThat(Files.readAllLines(project.resolve("made"))).hasSize(1);
    assertThat(run("serve").out()).as("switched off").doesNotContain("AOTCache");

    Files.setLastModifiedTime(project.resolve("cli/target/nightjar-cli.jar"),
        FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run(wanted, project.resolve("nightjar"), "doctor").out()).as("of older jars")
        .doesNotContain("AOTCache");
  }

  /** As one that was made with JDK 17, whose caches are good where they were made alone. */
  @Test
  void aDistributionWithoutCachesHasThemMadeByItsFirstServer() throws Exception {
    Files.move(jdk("25.0.9", "java.base jdk.incubator.vector"), project.resolve("runtime"));
    Files.createFile(project.resolve("nightjar-cli.jar"));
    Path jar = Files.createFile(Files.createDirectories(project.resolve("lib")).resolve("a.jar"));
    script(Files.createDirectories(project.resolve("packaging")).resolve("class-caches"),
        "touch \"$1/log\" \"$1/server\"\n");
    script(folder.resolve("unset"), "unset PATH HOME NIGHTJAR_CACHE\nPATH=\nexport PATH\nexec \"$@\"\n");
    CommandRun bare = run(Map.of(), folder.resolve("unset"), project + "/nightjar", "serve");
    assertThat(bare.err()).as("where no program can make them").isEmpty();
    assertThat(bare.out()).contains("<serve>").doesNotContain("AOTCache");

    Map<String, String> wanted = Map.of("NIGHTJAR_CACHE", "");
    assertThat(run(wanted, project.resolve("nightjar"), "serve").out()).contains("Main").doesNotContain("AOTCache");
    assertThat(awaitCache(wanted)).containsPattern("<-XX:AOTCache=" + project + "/target/starts-25.0.9-\\d+/server>");
    Files.writeString(jar, "of another archive, unpacked in the same place");
    assertThat(run(wanted, project.resolve("nightjar"), "doctor").out()).as("of other jars").doesNotContain("AOTCache");
  }

  /** What a server is started with once the caches are there, which are made in the background. */
  private String awaitCache(Map<String, String> environment) throws Exception {
    Instant end = Instant.now().plusSeconds(60);
    while (true) {
      String out = run(environment, project.resolve("nightjar"), "--jvm-options", "serve").out();
      if (out.contains("AOTCache") || Instant.now().isAfter(end)) {
        return out.lines().map(line -> "<" + line + ">").reduce("", (all, line) -> all + line + "\n");
      }
    }
  }

  @Test
  void anOlderJdkTakesTheArchiveThatItHas() throws Exception {
    jdk("17.0.9", "java.base");
    Files.createFile(project.resolve("nightjar-cli.jar"));
    Files.createDirectories(project.resolve("cache"));
    Files.createFile(project.resolve("cache/client"));
    Map<String, String> environment = Map.of("NIGHTJAR_CACHE", "", "NIGHTJAR_JAVA",
        jdks.resolve("jdk-17.0.9").toString());
    assertThat(run(environment, project.resolve("nightjar"), "doctor").out())
        .contains("<-XX:SharedArchiveFile=" + project + "/cache/client>").doesNotContain("AOTCache");
    Files.createFile(project.resolve("cache/java"));
    assertThat(run(environment, project.resolve("nightjar"), "doctor").out()).as("on one of Java's own classes")
        .contains("<-XX:SharedArchiveFile=" + project + "/cache/java:" + project + "/cache/client>");
  }
}
