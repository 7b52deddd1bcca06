package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Master keys from programs, which are scripts that do what a client of a key management service does. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are scripts")
class KeyCommandTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[MasterKeys.KEY_BYTES]);
  private static final Duration ENOUGH = Duration.ofMinutes(2);

  @TempDir
  private Path folder;

  private Path script(String body) throws IOException {
    Path file = folder.resolve("program");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static MasterKeys keys(String sources, Duration limit) {
    return MasterKeys.parse(sources, name -> name.equals("ONE") ? Base64.getEncoder().encodeToString(
        "another key, of thirty-two bytes".getBytes(StandardCharsets.US_ASCII)) : null, limit);
  }

  private static String refused(ErrorCode code, String source, Duration limit) {
    return refusal(code, () -> keys(source, limit));
  }

  /** The service of this test wraps by exchanging letters, as tr does. */
  @Test
  void aProgramUnwrapsWhatItReads() throws IOException {
    Path wrapped = folder.resolve("key.wrapped");
    Files.writeString(wrapped, KEY.replace('A', 'N') + "\n");
    Path program = script("[ $# = 0 ] && tr N A");
    MasterKeys keys = keys("command:" + program + "<" + wrapped + ",env:ONE", ENOUGH);
    assertThat(keys.first().id()).isEqualTo(MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES])).first().id());
    assertThat(keys.toString().split(", ")).hasSize(2);
  }

  @Test
  void aProgramWithoutAFileReadsNothingAndMayTalk() throws IOException {
    Path program = script("[ -z \"$(cat)\" ] || exit 1\nhead -c 1000000 /dev/zero >&2\nprintf '%s\\r\\n' " + KEY);
    assertThat(keys("command:" + program, ENOUGH)).hasToString(MasterKeys.of(List.of(
        new byte[MasterKeys.KEY_BYTES])).toString());
  }

  @Test
  void aProgramThatFailsIsToldWithItsLastComplaintAndNothingOfWhatItPrinted() throws IOException {
    Path program = script("echo " + KEY + "\necho 'first' >&2\necho 'AccessDenied: no grant for this key' >&2\nexit 3");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH)).contains("command:" + program,
        "ended with 3: AccessDenied: no grant for this key").doesNotContain("first", KEY);
    script("exit 4");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH)).endsWith("ended with 4");
    script("for i in $(seq 500); do echo \"line $i of many\"; done >&2\nprintf 'no \\033[2Jgrant' >&2\nexit 3");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH))
        .endsWith("ended with 3: no \\u001b[2Jgrant");
    script("printf 'x%.0s' $(seq 1000) >&2\nexit 5");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH)).endsWith("x...").hasSizeLessThan(500);
  }

  @Test
  void whatAProgramLeavesRunningDoesNotHoldUpWhatItSaid() throws IOException {
    Path program = script("sleep 20 &\necho " + KEY);
    assertThat(keys("command:" + program, ENOUGH).first().id()).isEqualTo(
        MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES])).first().id());
    script("sleep 20 &\necho 'no grant' >&2\nexit 3");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH))
        .endsWith("ended with 3: no grant");
  }

  /** Each ends at its limit, so that it is short here. */
  @ParameterizedTest
  @Timeout(60)
  @CsvSource(delimiter = '|', value = {"sleep 600", "echo key; exec >&-; sleep 600"})
  void aProgramThatDoesNotEndIsKilledWithWhatItStarted(String body) throws Exception {
    Path pid = folder.resolve("pid");
    Path program = script("sleep 600 & echo $! >" + pid + ".new; mv " + pid + ".new " + pid + "\n" + body);
    String told = refused(ErrorCode.UNAVAILABLE, "command:" + program, Duration.ofSeconds(1));
    assertThat(told).contains("did not end within 1 s and was killed");
    // Where the machine was so busy that the script had not begun, there is no child.
    if (Files.exists(pid)) {
      Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
      // Asked for often: what is awaited of a process that is nobody's child is told seconds later.
      while (child.isPresent() && child.get().isAlive()) {
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"yes | more than 64 bytes", "echo 'no key!' | not base64",
      "echo AAAA | of 3 bytes", "true | of 0 bytes"})
  void whatIsNoKeyIsRefusedAndNotShown(String body, String reason) throws IOException {
    Path program = script(body);
    assertThat(refused(ErrorCode.INVALID_NAME, "command:" + program, ENOUGH)).contains(reason)
        .doesNotContain("no key!", "AAAA");
  }

  @Test
  void aProgramOrAFileThatIsNotThereIsRefusedBeforeAnythingRuns() throws IOException {
    Path program = script("touch " + folder.resolve("ran"));
    Path wrapped = Files.write(folder.resolve("long"), new byte[KeyCommand.MAX_WRAPPED_BYTES + 1]);
    for (String source : List.of("program", folder.resolve("nothing").toString(), folder.toString(), "")) {
      assertThat(refused(ErrorCode.INVALID_NAME, "command:" + source, ENOUGH)).contains("is no program", "whole path");
    }
    for (Path file : List.of(wrapped, folder.resolve("nothing"), folder)) {
      assertThat(refused(ErrorCode.INVALID_NAME, "command:" + program + "<" + file, ENOUGH)).contains(
          "is no file of at most 16384 bytes");
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-------"));
    assertThat(refused(ErrorCode.INVALID_NAME, "command:" + program, ENOUGH)).contains("is executable");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(program, "#!/nonexistent/interpreter\n");
    assertThat(refused(ErrorCode.UNAVAILABLE, "command:" + program, ENOUGH)).contains("cannot be started");
    assertThat(folder.resolve("ran")).doesNotExist();
  }
}
