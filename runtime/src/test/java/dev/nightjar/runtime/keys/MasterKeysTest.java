package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyWrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterKeysTest {
  private static final byte[] KEY = new byte[MasterKeys.KEY_BYTES];
  private static final byte[] OTHER = new byte[MasterKeys.KEY_BYTES];
  private static final Map<String, String> ENVIRONMENT;

  static {
    OTHER[5] = 1;
    ENVIRONMENT = Map.of("ONE", Base64.getEncoder().encodeToString(KEY),
        "SHORT", Base64.getEncoder().encodeToString(new byte[16]), "WORDS", "not a key!", "EMPTY", "");
  }

  @TempDir
  private Path folder;

  private static String refused(String sources) {
    return refusal(ErrorCode.INVALID_NAME, () -> MasterKeys.parse(sources, ENVIRONMENT::get));
  }

  @Test
  void keysComeFromTheEnvironmentAndFromFilesAndTheFirstOneWrites() throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(OTHER) + "\r\n");
    MasterKeys keys = MasterKeys.parse("env:ONE,file:" + file, ENVIRONMENT::get);
    assertThat(keys.first().id()).isEqualTo(MasterKeys.of(List.of(KEY)).first().id());
    assertThat(keys).hasToString(MasterKeys.of(List.of(KEY, OTHER)).toString());
    assertThat(keys.toString()).doesNotContain(ENVIRONMENT.get("ONE"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"env:NONE | no such variable", "env:SHORT | of 16 bytes, not of 32",
      "env:EMPTY | of 0 bytes", "env:WORDS | not base64", "file:nowhere/key | cannot be read",
      "kms:x | env:NAME, file:PATH or command:PROGRAM", "'' | env:NAME, file:PATH", "env:ONE,env:ONE | given twice",
      "env:ONE, | env:NAME, file:PATH"})
  void aSourceWithoutAMasterKeyIsRefusedAndNothingOfItIsSaid(String sources, String reason) {
    assertThat(refused(sources)).contains(reason).doesNotContain("not a key!", ENVIRONMENT.get("ONE"));
  }

  @Test
  void aLongFileIsNotRead() throws IOException {
    Path file = folder.resolve("long");
    Files.write(file, new byte[1000]);
    assertThat(refused("file:" + file)).contains("longer than base64 of 32 bytes");
  }

  @Test
  void noKeyAndAKeyOfAnotherLengthAreRefused() {
    refusal(ErrorCode.INVALID_NAME, () -> MasterKeys.of(List.of()));
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> MasterKeys.of(List.of(new byte[31])))).contains("32", "31");
  }

  /** Stands in for a key management service: it hides a key by a pad, and knows what for. */
  private static final class Service implements KeyWrapping {
    @Override
    public String name() {
      return "service";
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
      byte[] wrapped = Arrays.copyOf(dataKey, dataKey.length + context.length);
      for (int i = 0; i < dataKey.length; i++) {
        wrapped[i] ^= 0x5a;
      }
      System.arraycopy(context, 0, wrapped, dataKey.length, context.length);
      return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
      int length = wrapped.length - context.length;
      if (length < 0 || !Arrays.equals(wrapped, length, wrapped.length, context, 0, context.length)) {
        throw new NightjarException(ErrorCode.KEY_LOCKED, "another context");
      }
      byte[] key = Arrays.copyOf(wrapped, length);
      for (int i = 0; i < length; i++) {
        key[i] ^= 0x5a;
      }
      return key;
    }
  }

  @Test
  void aServiceKeepsMasterKeysForThisPurposeAlone() {
    Service service = new Service();
    byte[] first = MasterKeys.wrapNew(service);
    byte[] second = MasterKeys.wrapNew(service);
    MasterKeys both = MasterKeys.unwrap(service, List.of(first, second));
    assertThat(both).hasToString(MasterKeys.unwrap(service, List.of(first)) + ", "
        + MasterKeys.unwrap(service, List.of(second)));
    refusal(ErrorCode.KEY_LOCKED, () -> MasterKeys.unwrap(service, List.of(service.wrap(KEY, new byte[3]))));
  }
}
