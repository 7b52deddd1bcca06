package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyWrapping;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.client.SecretKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files under a passphrase and under other wrappings, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrappedKeyFileTest {
  private static final Parameters SET = ParameterCatalogue.linear();
  private static final Parameters OTHER = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

  private final SecretKey key = SecretKey.generate(SET);

  private Path folder;
  private Path file;
  private byte[] written;

  /** Nothing but an exclusive or, which tests of the format do not have to wait for. */
  private static final class Toy implements KeyWrapping {
    private final String name;
    private final byte pad;

    Toy(String name, int pad) {
      this.name = name;
      this.pad = (byte) pad;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
      byte[] wrapped = dataKey.clone();
      for (int i = 0; i < wrapped.length; i++) {
        wrapped[i] ^= pad;
      }
      return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
      return wrap(wrapped, context);
    }
  }

  private static final Toy TOY = new Toy("toy", 0x55);

  @BeforeAll
  void write(@TempDir Path temporary) throws IOException {
    folder = temporary;
    file = folder.resolve("toy.key");
    SecretKeyFile.write(key, file, TOY);
    written = Files.readAllBytes(file);
  }

  @AfterAll
  void close() {
    key.close();
  }

  private static PassphraseWrapping passphrase(String words) {
    return new PassphraseWrapping(words.toCharArray(), PassphraseWrapping.MIN_ITERATIONS);
  }

  @Test
  void aKeyUnderAPassphraseComesBackWithItAloneAndItsFileHoldsNoBitInTheClear() throws IOException {
    Path locked = folder.resolve("passphrase.key");
    try (PassphraseWrapping right = passphrase("correct horse"); PassphraseWrapping wrong = passphrase("incorrect")) {
      SecretKeyFile.write(key, locked, right);
      try (SecretKey back = SecretKeyFile.read(locked, SET, right)) {
        assertThat(back.encode()).isEqualTo(key.encode());
      }
      assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(locked, SET, wrong), "passphrase does not open");
    }
    assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(locked, SET), "wrapped by 'passphrase'");
    assertThat(SecretKeyFile.wrappedBy(locked)).contains("passphrase");
    String hex = HexFormat.of().formatHex(Files.readAllBytes(locked));
    assertThat(hex).doesNotContain(HexFormat.of().formatHex(Arrays.copyOfRange(key.encode(), 48, 64)));
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(locked))).isEqualTo("rw-------");
    }
  }

  @Test
  void aFileInTheClearIsReadWithAWrappingToo() throws IOException {
    Path open = folder.resolve("open.key");
    SecretKeyFile.write(key, open);
    assertThat(SecretKeyFile.wrappedBy(open)).isEmpty();
    try (SecretKey back = SecretKeyFile.read(open, SET, TOY)) {
      assertThat(back.encode()).isEqualTo(key.encode());
    }
  }

  @Test
  void theSameKeyUnderTheSameWrappingIsAnotherFileEachTime() throws IOException {
    Path again = folder.resolve("again.key");
    SecretKeyFile.write(key, again, TOY);
    assertThat(Files.readAllBytes(again)).hasSameSizeAs(written).isNotEqualTo(written);
  }

  @Test
  void aWrappingOfAnotherNameAndAnotherKeyOfTheSameNameDoNotOpenIt() {
    assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(file, SET, new Toy("kms", 0x55)),
        "wrapped by 'toy', not by 'kms'");
    assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(file, SET, new Toy("toy", 0x56)), "was changed");
  }

  @Test
  void aWrappingThatGivesADataKeyOfAnotherLengthDoesNotOpenIt() {
    KeyWrapping shortened = new KeyWrapping() {
      @Override
      public String name() {
        return "toy";
      }

      @Override
      public byte[] wrap(byte[] dataKey, byte[] context) {
        return new byte[0];
      }

      @Override
      public byte[] unwrap(byte[] wrapped, byte[] context) {
        return new byte[16];
      }
    };
    assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(file, SET, shortened), "data key of 16 bytes");
    assertRefused(ErrorCode.TOO_LARGE, () -> SecretKeyFile.write(key, folder.resolve("none"), shortened),
        "gave 0 bytes");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Toy", "to y", "töy",
      "a12345678901234567890123456789012345678901234567890123456789012345"})
  void aWrappingWhoseNameDoesNotFitAFileIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() ->
        SecretKeyFile.write(key, folder.resolve("none"), new Toy(name, 1))).withMessageContaining("'" + name + "'");
  }

  private Path changed(int at, int with) throws IOException {
    byte[] bytes = written.clone();
    bytes[at] = (byte) with;
    return rewritten(bytes);
  }

  /** With a checksum that fits, as an attacker makes it. */
  private Path rewritten(byte[] bytes) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Crc32c crc = Crc32c.create();
    crc.update(bytes, 0, 24);
    crc.update(bytes, 32, bytes.length - 32);
    b.putInt(24, crc.value());
    return Files.write(Files.createTempFile(folder, "changed", ".key"), bytes);
  }

  @ParameterizedTest
  @CsvSource({
      "32, 2, version 2 of a wrapped key",
      "36, 0, the name of a wrapping has 1 to 64 bytes",
      "36, 65, the name of a wrapping has 1 to 64 bytes",
      "40, 84, lower-case letters",
      "43, 0, a wrapped data key has 1 to 4096 bytes",
      "45, 17, a wrapped data key has 1 to 4096 bytes",
      "43, 31, payload bytes"})
  void aFieldThatDoesNotFitIsRefusedByName(int at, int with, String words) throws IOException {
    Path changed = changed(at, with);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> SecretKeyFile.read(changed, SET, TOY), words);
  }

  @Test
  void everyByteIsAuthenticated() throws IOException {
    for (int at : new int[] {47, 60, 78, 79, 100, written.length - 17, written.length - 1}) {
      Path changed = changed(at, written[at] ^ 0x10);
      assertRefused(ErrorCode.KEY_LOCKED, () -> SecretKeyFile.read(changed, SET, TOY), "was changed");
    }
  }

  @Test
  void aKeyOfAnotherParameterSetIsRefusedEvenUnderItsFingerprint() throws IOException {
    assertRefused(ErrorCode.PARAMETER_MISMATCH, () -> SecretKeyFile.read(file, OTHER, TOY), "another parameter set");
    byte[] bytes = written.clone();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(8, OTHER.fingerprint());
    Path relabelled = rewritten(bytes);
    assertThat(SecretKeyFile.wrappedBy(relabelled)).contains("toy");
    assertRefused(ErrorCode.INVALID_FORMAT, () -> SecretKeyFile.read(relabelled, OTHER, TOY), "payload bytes");
  }

  @Test
  void aFileThatIsCutOrTooLongIsRefused() throws IOException {
    for (int length : new int[] {33, 40, 60, written.length - 1, written.length + 1}) {
      Path cut = Files.write(folder.resolve("cut" + length), Arrays.copyOf(written, length));
      assertRefused(ErrorCode.INVALID_FORMAT, () -> SecretKeyFile.read(cut, SET, TOY));
    }
    Path huge = Files.write(folder.resolve("huge"), Arrays.copyOf(written, 10_000));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> SecretKeyFile.read(huge, SET, TOY), "has 10000 bytes");
  }

  @Test
  void damageIsToldFromAWrongKey() throws IOException {
    byte[] bytes = written.clone();
    bytes[bytes.length - 1] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged"), bytes);
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, () -> SecretKeyFile.read(damaged, SET, TOY), "damaged");
  }
}
