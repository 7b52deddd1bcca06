package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTest {
  private static final Parameters SET = ParameterCatalogue.linear();

  @TempDir Path folder;

  @Test
  void aKeyReadsBackFromItsFile() throws IOException {
    Path file = folder.resolve("key");
    try (SecretKey key = SecretKey.generate(SET)) {
      SecretKeyFile.write(key, file);
      try (SecretKey back = SecretKeyFile.read(file, SET)) {
        assertThat(back.encode()).isEqualTo(key.encode());
      }
    }
  }

  @Test
  void onlyItsOwnerMayUseTheFile() throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path file = folder.resolve("key");
    try (SecretKey key = SecretKey.generate(SET)) {
      SecretKeyFile.write(key, file);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
  }

  @Test
  void anExistingFileIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "precious");
    try (SecretKey key = SecretKey.generate(SET)) {
      assertThatThrownBy(() -> SecretKeyFile.write(key, file)).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(file).hasContent("precious");
  }

  @Test
  void aFileOfAnotherLengthIsRefusedUnread() throws IOException {
    Path file = Files.write(folder.resolve("key"), new byte[100]);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> SecretKeyFile.read(file, SET),
        "has 100 bytes where a secret key of NJ1_M4_P128 has");
  }

  @Test
  void aMissingFileIsAnIoException() {
    assertThatThrownBy(() ->
        SecretKeyFile.read(folder.resolve("none"), SET)).isInstanceOf(NoSuchFileException.class);
  }
}
