package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/operations.md} to the code, or writes its tables anew with -Dnightjar.docs.update=true. */
class OperationsPageTest {
  @TempDir
  private Path folder;

  @Test
  void settingsThatTheCodeReadsAreDeclared() throws IOException {
    assertThat(DeclaredSettings.differences(Path.of(".."))).as("see src/test/resources/settings.txt").isEmpty();
  }

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
}
