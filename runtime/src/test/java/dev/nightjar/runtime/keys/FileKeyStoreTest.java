package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyStoreTest extends KeyStoreContract {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final SplittableRandom random = new SplittableRandom(5);

  @TempDir
  private Path temporary;

  private Path folder() {
    return temporary.resolve("keys");
  }

  @Override
  protected KeyStore open() {
    return new FileKeyStore(FolderDisk.open(folder()), CAPACITY, CAPACITY, IDLE, () -> now, random::nextLong);
  }

  @Override
  protected KeyStore replica() {
    return store;
  }

  private void restart() {
    store.close();
    store = open();
  }

  @Test
  void committedKeysAndUnfinishedUploadsSurviveARestart() {
    byte[] key = bytes(2500);
    Uid committed = committed(key);
    KeyOwner alice = KeyOwner.of(Caller.of("alice"));
    Uid arriving = store.begin(new NewKey(2500, 1000, alice));
    store.put(arriving, 2000, ByteBuffer.wrap(key, 2000, 500));
    store.put(arriving, 0, ByteBuffer.wrap(key, 0, 400));
    KeyDescription before = store.describe(committed);
    restart();
    assertThat(store.describe(committed)).isEqualTo(before);
    assertThat(content(store, committed)).isEqualTo(key);
    KeyDescription upload = store.describe(arriving);
    assertThat(upload.receivedBytes()).isEqualTo(900);
    assertThat(upload.firstMissing()).isEqualTo(400);
    assertThat(upload.owner()).isEqualTo(alice);
    assertThat(store.usedBytes()).isEqualTo(5000);
    store.put(arriving, 400, ByteBuffer.wrap(key, 400, 1600));
    restart();
    store.commit(arriving);
    assertThat(content(store, arriving)).isEqualTo(key);
    assertThat(store.committedBytes(alice)).isEqualTo(2500);
  }

  @Test
  void theLastUseSurvivesARestart() {
    Uid uid = committed(bytes(10));
    now = now.plus(Duration.ofHours(3));
    store.touch(uid);
    restart();
    assertThat(store.describe(uid).lastUse()).isEqualTo(now);
    assertThat(store.idleSince(now)).isEmpty();
  }

  @Test
  void aDeletedKeyLeavesNothingBehind() throws IOException {
    Uid committed = committed(bytes(500));
    Uid arriving = store.begin(key(500));
    store.put(arriving, 0, ByteBuffer.wrap(bytes(10)));
    store.begin(key(500));
    assertThat(files()).containsExactlyInAnyOrder("LOCK", committed + ".key", arriving + ".part");
    store.delete(committed);
    store.delete(arriving);
    assertThat(files()).containsExactly("LOCK");
    restart();
    assertThat(store.usedBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(committed));
  }

  private String[] files() throws IOException {
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }

  @Test
  void anUploadThatIsTooSlowIsForgottenAndItsFileIsGone() throws IOException {
    Uid uid = store.begin(key(500));
    store.put(uid, 0, ByteBuffer.allocate(1));
    restart();
    now = now.plus(IDLE).plusSeconds(1);
    assertThat(store.usedBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
    assertThat(files()).containsExactly("LOCK");
  }

  @Test
  void aFolderHasOneStoreAtATime() {
    assertThat(refusal(ErrorCode.UNAVAILABLE, this::open)).contains("used by another server", "folder of its own");
    store.close();
    store = open();
  }

  @Test
  void aPlaceThatIsNoFolderIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> FolderDisk.open(file.resolve("keys"))))
        .contains("cannot be used", "that it may write");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 16, 20, 24, 40, 49})
  void aFileWithADamagedHeaderIsNeitherServedNorTouched(int at) throws IOException {
    Uid uid = committed(bytes(500));
    Uid other = committed(bytes(600));
    store.close();
    Path file = folder().resolve(uid + ".key");
    byte[] content = Files.readAllBytes(file);
    content[at] ^= 0x40;
    Files.write(file, content);
    store = open();
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
    assertThat(content(store, other)).isEqualTo(bytes(600));
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 4095, 4096, 4595, 4597, 5000})
  void aFileOfAnotherLengthIsNotServed(int length) throws IOException {
    Uid uid = committed(bytes(500));
    store.close();
    Path file = folder().resolve(uid + ".key");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    store = open();
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
  }

  @Test
  void aDamagedUploadIsDeleted() throws IOException {
    Uid uid = store.begin(key(500));
    store.put(uid, 0, ByteBuffer.wrap(bytes(100)));
    store.close();
    Path file = folder().resolve(uid + ".part");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 4500));
    store = open();
    assertThat(files()).containsExactly("LOCK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"readme.txt", "x.key", "007.key", "9007199254740992.key", "5.key.tmp", ".key"})
  void otherFilesAreLeftAlone(String name) throws IOException {
    Files.writeString(folder().resolve(name), "hello");
    restart();
    assertThat(store.usedBytes()).isZero();
    assertThat(folder().resolve(name)).hasContent("hello");
  }

  @Test
  void impossibleCountsOfPartsCountAsNothing() throws IOException {
    Uid uid = store.begin(key(500));
    store.put(uid, 0, ByteBuffer.wrap(bytes(100)));
    store.close();
    Path file = folder().resolve(uid + ".part");
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1] = 0x7f;
    Files.write(file, content);
    store = open();
    assertThat(store.describe(uid).receivedBytes()).isZero();
  }
}
