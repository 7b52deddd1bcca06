package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ParameterDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "parameters.md");

  @Test
  void thePageOfParameterSetsSaysWhatTheCodeSays() throws IOException {
    String expected = ParameterDocument.markdown();
    if (Boolean.getBoolean("nightjar.docs.update")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }
}
