package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HugePagesTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "always  | true  | true  | on: asked for, and given by the system (always)",
      "madvise | true  | true  | on: asked for, and given by the system (madvise)",
      "always  | false | true  | on: given by the system to all (always)",
      "madvise | false | true  | off, which makes bootstraps slower: start the virtual machine with -XX:+Use",
      "never   | true  | false | off, which makes bootstraps slower: /sys/kernel/mm/transparent_hugepage/enabled says",
      "never   | false | false | off, which makes bootstraps slower: /sys/kernel/mm/transparent_hugepage/enabled says"})
  void theyAreOnWhereTheSystemGivesThemAndTheVirtualMachineAsks(String mode, boolean asked, boolean offered,
      String text) {
    HugePages pages = new HugePages(Optional.of(mode), asked);
    assertThat(pages.offered()).isEqualTo(offered);
    assertThat(pages.text()).hasValueSatisfying(line -> assertThat(line).startsWith(text));
  }

  @Test
  void systemsThatHaveNoneAreNotToldOfThem() {
    HugePages none = new HugePages(Optional.empty(), false);
    assertThat(none.offered()).isFalse();
    assertThat(none.text()).isEmpty();
  }

  @Test
  void theModeIsTheOneInBrackets(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("enabled");
    assertThat(HugePages.modeIn(file)).isEmpty();
    Files.writeString(file, "always [madvise] never\n");
    assertThat(HugePages.modeIn(file)).contains("madvise");
    Files.writeString(file, "always madvise never\n");
    assertThat(HugePages.modeIn(file)).isEmpty();
  }

  /** Prints what its JVM does. */
  static final class Child {
    private Child() {
    }

    public static void main(String[] arguments) {
      System.out.println(HugePages.here().asked());
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "no other system has the flag")
  void whetherAVirtualMachineAsksIsRead() throws IOException, InterruptedException {
    assertThat(askedIn(HugePages.FLAG)).isEqualTo(HugePages.here().offered() ? "true" : "false");
    assertThat(askedIn(HugePages.FLAG.replace('+', '-'))).isEqualTo("false");
  }

  private static String askedIn(String flag) throws IOException, InterruptedException {
    Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), flag,
        "-cp", System.getProperty("java.class.path"), Child.class.getName()).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return said.strip().lines().reduce((first, last) -> last).orElseThrow();
  }
}
