package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/operations.md} to the code, or writes its tables anew with -Dnightjar.docs.update=true. */
class OperationsPageTest {
  @TempDir
  private Path folder;

  @Test
  void itsTablesAreThoseOfTheCode() throws IOException {
    String page = Files.readString(OperationsPage.FILE);
    String renewed = OperationsPage.renewed(page, folder);
    if (Boolean.getBoolean("nightjar.docs.update")) {
      Files.writeString(OperationsPage.FILE, renewed);
    } else {
      assertThat(page).as("docs/operations.md is out of date: run this test with -Dnightjar.docs.update=true")
          .isEqualTo(renewed);
    }
  }

  @Test
  void itsAlertsAskForMetersThatThereAre() throws IOException {
    List<String> meters = OperationsPage.meters();
    assertThat(meters).hasSizeGreaterThan(10);
    Matcher asked = Pattern.compile("\\bnightjar_[a-z_]+").matcher(Files.readString(OperationsPage.FILE));
    int found = 0;
    while (asked.find()) {
      String name = asked.group();
      assertThat(meters).as(name).anyMatch(name::startsWith);
      found++;
    }
    assertThat(found).isGreaterThan(8);
  }
}
