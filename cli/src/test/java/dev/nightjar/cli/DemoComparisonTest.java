package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DemoComparisonTest {
  private final DemoComparison comparison = new DemoComparison();

  @Test
  void theTableReplacesWhatStandsBetweenItsLinesInTheReadme() throws IOException {
    String readme = Files.readString(Home.models().resolveSibling("README.md"));
    String written = comparison.within(readme);
    assertThat(written).startsWith("# Nightjar").contains("| model | strategy |").endsWith(readme.substring(
        readme.indexOf("<!-- End of what the demo writes. -->")));
    assertThat(comparison.within(written)).isEqualTo(written);
  }

  @Test
  void aTextWithoutTheLinesIsWrittenAnew() {
    assertThat(comparison.within("old")).isEqualTo(comparison.markdown()).contains("processors, JDK");
  }
}
