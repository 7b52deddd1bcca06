package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder mounted {@code noexec}, as hardened containers have their temporary ones. It is mounted in a user namespace,
 * for which nobody needs to be root; where the system allows none, the tests are skipped.
 */
class NoexecTest {
  @TempDir
  private Path folder;

  private Path noexec;

  @BeforeEach
  void requireTheLibraryAndNamespaces() throws IOException, InterruptedException {
    NativeTests.provider();
    noexec = Files.createDirectory(folder.resolve("noexec"));
    assumeTrue(canMount(), "no file system can be mounted in a user namespace here");
  }

  /** Mounts, copies the library there, and becomes the command that follows. */
  private List<String> starter() {
    return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o noexec none \"$0\" && cp \"$1\" \"$0/own.so\" && shift && exec \"$@\"", noexec.toString(),
        BuiltLibrary.path().toString());
  }

  private boolean canMount() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(starter());
      command.add("true");
      Process process = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(folder.resolve("mount.txt").toFile()).start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String run(String... options) throws IOException, InterruptedException {
    ChildJvm.Ended ended = ChildJvm.end(starter(), ChildJvm.class, ChildJvm.classPath(), options);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }

  @Test
  void aTemporaryFolderWithoutExecutionIsNamedWithTheRemedy() throws Exception {
    assertThat(run("-Djna.tmpdir=" + noexec))
        .containsPattern("native cannot run: JNA cannot load its own native part \\(.*" + noexec + ".*\\)")
        .contains("mounted noexec, name another one with -Djna.tmpdir=FOLDER", "java computed 2");
  }

  @Test
  void aLibraryInSuchAFolderIsRefusedWithAnotherRemedy() throws Exception {
    assertThat(run("-Dnightjar.native.library=" + noexec.resolve("own.so")))
        .containsPattern("native cannot run: the native library from .*own.so cannot be loaded \\(.*own.so.*\\)")
        .contains("mounted noexec, put it into another", "java computed 2");
  }

  @Test
  void theRemedyHelps() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    assertThat(run("-Djava.io.tmpdir=" + noexec, "-Djna.tmpdir=" + other)).contains("native computed 2");
  }
}
