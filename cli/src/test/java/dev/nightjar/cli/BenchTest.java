package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(2)
class BenchTest {
  private static final String CHEAP = "NJ1_M1_P64";
  private static final String KERNEL = "nightjar.engine.kernel";

  @Test
  void oneRoundGivesATableAllSamplesAndAChart(@TempDir Path folder) throws IOException {
    Path page = Files.writeString(folder.resolve("page.md"), "Above.\n" + BenchCommand.SECTION.begin()
        + BenchCommand.SECTION.end() + "\nBelow.\n");
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--rounds", 1, "--seconds", 1,
        "--batches", "1,2", "--threads", "1", "--out", folder, "--table", page);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(Runtime.version().toString(), "load average", "Warm-up", "id=" + CHEAP)
        .containsPattern("key generation +\\S+ m?s")
        .containsPattern("engine java +\\S+.* 1 thread; loads a key in")
        .containsPattern("(?m)^forward transform +transform +[0-9.]+ ns \\([0-9.]+ \\.\\. [0-9.]+\\)$")
        .containsPattern("(?m)^keyswitch, single +message +[0-9.]+ ms ")
        .containsPattern("(?m)^1 +1 +java( +[0-9.]+){3} \\.\\. [0-9.]+ +[0-9.]+ +8 +\\S+ (bytes|.iB)$")
        .containsPattern("(?m)^1 +2 +java .* 4 +\\S+ (bytes|.iB)$");
    assertThat(run.err()).contains(CHEAP + ", 1 thread: ");
    assertThat(Files.readString(folder.resolve("bench.json"))).contains("\"wrong\" : 0", "samplesMillis");
    assertThat(folder.resolve("bench-" + CHEAP + ".png")).isNotEmptyFile();
    assertThat(Files.readString(page)).startsWith("Above.\n").endsWith("-->\nBelow.\n")
        .containsPattern("Peak memory of the process: heap [1-9]\\d* MiB")
        .contains(CHEAP + ", engine `java`, 1 thread; a loaded key takes ", "| batch | ms | batch | ms |\n")
        .containsPattern("\\| 1 \\| [0-9.]+ \\([0-9.]+\\) \\| 2 \\| [0-9.]+ \\([0-9.]+\\) \\|\n");
  }

  @Test
  void levelledSetsAreMeasuredPartByPart() {
    CommandRun run = CommandRun.of("bench", "--levelled", "--sets", "NJL1_M", "--seconds", 1, "--kernel", "plain");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("id=NJL1_M", "plain Java, one thread")
        .containsPattern("(?m)^external product( +[0-9.]+){3} \\.\\. [0-9.]+$")
        .containsPattern("a slot of a full query: [0-9.]+ us");
    assertThat(CommandRun.of("bench", "--levelled", "--sets", CHEAP).err()).contains("no levelled parameter set");
  }

  /** One ciphertext and no parts, as most of the time is that of compiling vector kernels. */
  @Test
  void theKernelsOfTheJavaEngineAreMeasuredSideBySide(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--rounds", 1, "--seconds", 1, "--batches", "1",
        "--threads", "1", "--without", "keys,parts", "--engines", "java:plain,java:vector", "--out", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("engine java:plain +plain")
        .containsPattern("engine java:vector +vector")
        .contains("x java:plain").doesNotContain("key generation", "step of a rotation");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 110);
  }

  /** Of one kernel by two names, as that of the build is the plain one. */
  @Test
  void partsOfSeveralEnginesStandSideBySide(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--rounds", 1, "--seconds", 1, "--batches", "8",
        "--threads", "1", "--without", "keys", "--engines", "java:plain,java", "--out", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^step of a rotation, in lanes +step, message +[0-9.]+ us .*[0-9.]+ us ")
        .contains("x java:plain").doesNotContain("key generation");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 110);
  }

  @Test
  void freshVirtualMachinesAreComparedAndThoseThatFailAreReported(@TempDir Path folder) throws IOException {
    CommandRun run = CommandRun.of("bench", "--starts", 1, "--jdks", System.getProperty("java.home"),
        "--jvm-args", "-XX:+UseSerialGC -Xmx512m", "--jvm-args", "-XX:+UseMagic", "--jvm-args", "",
        "--sets", CHEAP, "--batches", "1", "--rounds", 1, "--seconds", 1, "--kernel", "plain",
        "--out", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("start 1 failed: exit code 1: .*UseMagic")
        .containsPattern("(?m)^medians +JDK \\S+ UseSerialGC -Xmx512m +1 +[0-9.]+ ")
        .containsPattern("(?m)^best +JDK \\S+ +1 +[0-9.]+ .* [0-9.]+ \\([0-9.]+ \\.\\. [0-9.]+\\)$")
        .containsPattern("engine java: plain");
    assertThat(run.err()).contains("start 1 of 1, JDK ");
    assertThat(Files.readString(folder.resolve("starts.json"))).contains("\"failure\" : \"exit code 1");
    assertThat(run.out().contains(HugePages.FLAG)).isEqualTo(HugePages.here().offered());
    assertThat(folder.resolve("starts.png")).isNotEmptyFile();
    assertThat(folder.resolve("bench.json")).doesNotExist();
  }

  @Test
  void whenNoStartEndsWellTheCommandFails(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--starts", 1, "--jdks", System.getProperty("java.home"),
        "--jvm-args", "-XX:+UseMagic", "--out", folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("UseMagic");
    assertThat(run.err()).contains("nightjar bench: no start ended well");
  }

  /** By the kernel that is chosen for it alone. */
  @Test
  void theReportOfAStartIsOneLineOfJson() {
    String others = System.getProperty(KERNEL);
    CommandRun run = CommandRun.of("bench", "--line", "--without", "keys,parts", "--sets", CHEAP, "--batches",
        "1", "--threads", "1", "--rounds", 1, "--seconds", 1, "--kernel", "vector");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).singleElement().asString().startsWith("{\"began\"").endsWith("}")
        .contains("\"vector, ");
    assertThat(run.err()).isEmpty();
    assertThat(System.getProperty(KERNEL)).isEqualTo(others).isNotEqualTo("vector");
  }

  @Test
  void optionsThatNeedOthersOrMakeNoSenseAreOneLine(@TempDir Path folder) {
    assertRefused("are for --starts, which is missing", "--jvm-args", "-Xmx1g");
    assertRefused("--starts measures one parameter set, not 2", "--starts", 2, "--sets",
        CHEAP + ",TFHE_RS_2_2_P128");
    assertRefused("is no JDK: give its folder", "--starts", 2, "--jdks", folder);
    assertRefused("a number of starts is 1 to 1000, not 0", "--starts", 0);
    assertRefused("leave out --starts", "--starts", 2, "--table", folder.resolve("page.md"));
    assertRefused("engine 'java:fast': no setting, or more than one, can be 'fast': write NAME=VALUE; there are "
        + "kernel=auto|vector|plain", "--engines", "java:fast");
    assertRefused("engine 'java:'", "--engines", "java:");
    assertRefused("engine 'java' has no setting 'kernl'; it has kernel=auto|vector|plain", "--engines",
        "java:kernl=plain");
  }

  private static void assertRefused(String why, Object... options) {
    CommandRun run = CommandRun.of(Stream.concat(Stream.of("bench"), Stream.of(options)).toArray());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().startsWith("nightjar bench: ").contains(why);
  }

  @Test
  void aFolderThatCannotBeMadeIsFoundOutBeforeAnythingIsMeasured(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    CommandRun run = CommandRun.of("bench", "--out", file.resolve("bench"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().startsWith("nightjar bench: ").contains("taken");
  }

  @Test
  void anEngineThatIsNotThereIsOneLine(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--engines", "java,abacus", "--out", folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.startsWith("nightjar bench: ")))
        .singleElement().asString().contains("there is no engine 'abacus'");
    assertThat(run.out()).isEmpty();
  }
}
