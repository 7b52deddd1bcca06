package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.Disclosure;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.nio.ByteBuffer;
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

  /** Shows a label of {@link Specs#linear()} once: one bit. The server answers with what it likes. */
  private static void show(SecretKey key) {
    ModelClient client = new ModelClient(Specs.linear(), key).withDisclosure(Disclosure.LABEL);
    byte[] query = client.encrypt(new double[3]);
    client.decrypt(query, EncryptedResultCodec.encode(SET, LweList.allocate(SET.bigLweDimension(), 1), 16,
        PackedInputCodec.binding(ByteBuffer.wrap(query))));
  }

  @Test
  void whatWasShownUnderAKeyIsRememberedAfterARestart() throws IOException {
    Path file = folder.resolve("key");
    try (SecretKey key = SecretKey.generate(SET)) {
      show(key);
      SecretKeyFile.write(key, file);
      show(key);
      assertThat(key.disclosureBudget().spent()).isEqualTo(2);
    }
    try (SecretKey back = SecretKeyFile.read(file, SET); SecretKey again = SecretKeyFile.read(file, SET)) {
      assertThat(back.disclosureBudget().spent()).isEqualTo(2);
      back.disclosureBudget().limit(4);
      again.disclosureBudget().limit(4);
      show(back);
      show(again);
      assertThat(back.disclosureBudget().left()).isZero();
      assertRefused(ErrorCode.DISCLOSURE_SPENT, () -> show(back), "4 of the 4 bits");
      assertRefused(ErrorCode.DISCLOSURE_SPENT, () -> show(again));
    }
    try (SecretKey later = SecretKeyFile.read(file, SET)) {
      assertThat(later.disclosureBudget().spent()).isEqualTo(4);
      assertThat(later.disclosureBudget().limit()).isEqualTo(64);
    }
  }

  @Test
  void aKeyFileWithoutACountIsOneUnderWhichNothingWasShown() throws IOException {
    Path file = folder.resolve("key");
    try (SecretKey key = SecretKey.generate(SET)) {
      SecretKeyFile.write(key, file);
    }
    assertThat(folder.resolve("key.disclosed")).doesNotExist();
    try (SecretKey back = SecretKeyFile.read(file, SET)) {
      assertThat(back.disclosureBudget().spent()).isZero();
    }
  }

  @Test
  void theCountThatAnotherKeyHasLeftBehindIsNotTakenOver() throws IOException {
    Path count = Files.writeString(folder.resolve("key.disclosed"), "64\n");
    try (SecretKey key = SecretKey.generate(SET)) {
      assertThatThrownBy(() -> SecretKeyFile.write(key, folder.resolve("key")))
          .isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("another key");
    }
    assertThat(count).hasContent("64");
    assertThat(folder.resolve("key")).doesNotExist();
  }

  @Test
  void aMissingFileIsAnIoException() {
    assertThatThrownBy(() ->
        SecretKeyFile.read(folder.resolve("none"), SET)).isInstanceOf(NoSuchFileException.class);
  }
}
