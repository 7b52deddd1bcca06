package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoComparisonTest {
  @Test
  void eachTableReplacesWhatStandsBetweenItsLinesInItsDocument() throws IOException {
    check(DemoComparison.SECTION, "README.md", new DemoComparison().markdown());
    check(DemoPredictions.SECTION, "docs/performance.md", new DemoPredictions().markdown());
  }

  private static void check(MarkedSection section, String document, String table) throws IOException {
    String text = Files.readString(Home.models().resolveSibling(document));
    String written = section.within(text, table);
    assertThat(table).contains("JDK", "| model | strategy |");
    assertThat(written).startsWith("# ").contains(table)
        .endsWith(text.substring(text.indexOf(section.end(), text.indexOf(section.begin()))));
    assertThat(section.within(written, table)).isEqualTo(written);
  }

  @Test
  void aFileWithoutTheLinesIsWrittenAnew(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("table.md"), "old");
    DemoComparison.SECTION.writeOrReplace(file, "new");
    assertThat(file).hasContent("new");
    DemoComparison.SECTION.writeOrReplace(folder.resolve("other.md"), "new");
    assertThat(folder.resolve("other.md")).hasContent("new");
  }
}
