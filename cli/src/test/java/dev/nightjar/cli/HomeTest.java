package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir
  private Path root;

  @Test
  void workLiesBelowTheProjectsTarget() throws IOException {
    assertThat(Home.workFolder(root, "demo-models")).isEqualTo(root.resolve("target/demo-models"))
        .isDirectory();
  }

  @Test
  void whereTheProjectCannotBeWrittenWorkLiesInATemporaryFolder() throws IOException {
    Files.writeString(root.resolve("target"), "in the way");
    Path folder = Home.workFolder(root, "demo-models");
    assertThat(folder).isDirectory();
    assertThat(folder.startsWith(root)).isFalse();
    Files.delete(folder);
  }

  @Test
  void whatCanBeMeasuredAgainLiesWhereTheSystemKeepsSuchThings() {
    assertThat(Home.cacheFolder(Map.of("XDG_CACHE_HOME", root.toString()), Path.of("/home/me")))
        .isEqualTo(root.resolve("nightjar"));
    assertThat(Home.dataFolder(Map.of("XDG_DATA_HOME", root.toString()), Path.of("/home/me")))
        .isEqualTo(root.resolve("nightjar"));
    assertThat(Home.dataFolder(Map.of(), root)).isEqualTo(root.resolve(".local/share/nightjar"));
    assertThat(Home.cacheFolder(Map.of(), root)).isEqualTo(root.resolve(".cache/nightjar"));
    assertThat(Home.cacheFolder(Map.of("XDG_CACHE_HOME", "relative"), root)).isEqualTo(root.resolve(".cache/nightjar"));
  }

  @Test
  void theDemosModelsAreFoundFromInsideTheProject() {
    assertThat(Home.models()).isDirectoryContaining("glob:**/spam-tree");
  }
}
