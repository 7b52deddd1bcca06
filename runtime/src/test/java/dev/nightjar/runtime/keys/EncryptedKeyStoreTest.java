package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over encrypted stores of this module, and what happens to keys that somebody changes on the disk. */
class EncryptedKeyStoreTest {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int CAPACITY = 8 << 20;
  private static final byte[] MASTER = random(1, MasterKeys.KEY_BYTES);
  private static final MasterKeys MASTERS = MasterKeys.of(List.of(MASTER));
  private static final MasterKeys NEWER = MasterKeys.of(List.of(random(2, MasterKeys.KEY_BYTES)));

  @TempDir
  private Path folder;

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** The contract over an encrypted store. */
  private abstract static class Contract extends KeyStoreContract {
    final SplittableRandom random = new SplittableRandom(23);

    synchronized long draw() {
      return random.nextLong();
    }

    abstract KeyStore behind();

    @Override
    protected int besideEachKey() {
      return new SealLayout(CAPACITY).sealBytes();
    }

    @Override
    protected KeyStore open() {
      return new EncryptedKeyStore(behind(), MASTERS);
    }

    @Override
    protected KeyStore replica() {
      return store;
    }
  }

  @Nested
  class InMemory extends Contract {
    @Override
    KeyStore behind() {
      return new InMemoryKeyStore(CAPACITY, CAPACITY, IDLE, () -> now, this::draw);
    }
  }

  @Nested
  class InFiles extends Contract {
    @Override
    KeyStore behind() {
      return new FileKeyStore(FolderDisk.open(folder), CAPACITY, CAPACITY, IDLE, () -> now, this::draw);
    }
  }

  @Nested
  class InSharedFolder extends Contract {
    @Override
    KeyStore behind() {
      return new SharedFolderKeyStore(folder, CAPACITY, CAPACITY, IDLE, () -> now, this::draw);
    }

    @Override
    protected KeyStore replica() {
      return open();
    }
  }

  private KeyStore plain() {
    return new FileKeyStore(folder, CAPACITY, CAPACITY, IDLE);
  }

  private static Uid begun(KeyStore store, byte[] key) {
    return store.begin(NewKey.of(key.length));
  }

  private Uid committed(byte[] key) {
    try (KeyStore store = new EncryptedKeyStore(plain(), MASTERS)) {
      return committed(store, key);
    }
  }

  private static Uid committed(KeyStore store, byte[] key) {
    Uid uid = begun(store, key);
    store.put(uid, 0, ByteBuffer.wrap(key));
    store.commit(uid);
    return uid;
  }

  private static byte[] content(KeyStore store, Uid uid) {
    return KeyBytes.whole(store, uid, store.describe(uid)).array();
  }

  private byte[] content(Uid uid, MasterKeys masters) {
    try (KeyStore store = new EncryptedKeyStore(plain(), masters)) {
      return content(store, uid);
    }
  }

  private Path file(Uid uid) {
    return folder.resolve(uid + ".key");
  }

  private String refusedWhenStored(Uid uid, byte[] file) throws IOException {
    Files.write(file(uid), file);
    return refusal(ErrorCode.UNAVAILABLE, () -> content(uid, MASTERS));
  }

  @Test
  void nothingOfAKeyIsOnTheDisk() throws IOException {
    byte[] key = new byte[3 << 20];
    Uid uid = committed(key);
    byte[] file = Files.readAllBytes(file(uid));
    for (int at = KeyFile.DATA_AT; at < file.length - 64; at += 64) {
      assertThat(Arrays.copyOfRange(file, at, at + 64)).isNotEqualTo(new byte[64]);
    }
    assertThat(content(uid, MASTERS)).isEqualTo(key);
  }

  @Test
  void aFlippedByteOfAKeyOrItsSealIsFoundAndNoOtherKeySuffers() throws IOException {
    byte[] key = random(3, 300);
    Uid uid = committed(key);
    Uid other = committed(key);
    byte[] file = Files.readAllBytes(file(uid));
    assertThat(file).hasSize(KeyFile.DATA_AT + 300 + new SealLayout(300).sealBytes());
    for (int at = KeyFile.DATA_AT; at < file.length; at++) {
      byte[] flipped = file.clone();
      flipped[at] ^= 0x10;
      refusedWhenStored(uid, flipped);
    }
    assertThat(content(other, MASTERS)).isEqualTo(key);
    Files.write(file(uid), file);
    assertThat(content(uid, MASTERS)).isEqualTo(key);
  }

  @Test
  void chunksThatAreSwappedTogetherWithTheirTagsAreFound() throws IOException {
    byte[] key = random(4, 2 * SealLayout.CHUNK_BYTES + 100);
    Uid uid = committed(key);
    byte[] file = Files.readAllBytes(file(uid));
    byte[] swapped = file.clone();
    int tags = KeyFile.DATA_AT + key.length + SealLayout.HEADER_BYTES;
    swap(file, swapped, KeyFile.DATA_AT, SealLayout.CHUNK_BYTES);
    swap(file, swapped, tags, SealLayout.TAG_BYTES);
    assertThat(refusedWhenStored(uid, swapped)).contains("altered or damaged");
  }

  private static void swap(byte[] from, byte[] into, int at, int length) {
    System.arraycopy(from, at, into, at + length, length);
    System.arraycopy(from, at + length, into, at, length);
  }

  @Test
  void theBytesOfAnotherKeyAreFound() throws IOException {
    byte[] key = random(5, 500);
    Uid uid = committed(key);
    byte[] other = Files.readAllBytes(file(committed(random(6, 500))));
    byte[] own = Files.readAllBytes(file(uid));
    System.arraycopy(other, KeyFile.DATA_AT, own, KeyFile.DATA_AT, own.length - KeyFile.DATA_AT);
    assertThat(refusedWhenStored(uid, own)).contains("altered or damaged");
    assertThat(refusedWhenStored(uid, other)).contains("altered or damaged");
  }

  @Test
  void aKeyThatIsCutByAChunkAndGivenAFittingSealIsFound() throws IOException {
    byte[] key = random(7, 2 * SealLayout.CHUNK_BYTES);
    Uid uid = committed(key);
    byte[] file = Files.readAllBytes(file(uid));
    KeyFile header = KeyFile.parse(ByteBuffer.wrap(file, 0, KeyFile.DATA_AT)).orElseThrow();
    SealLayout layout = new SealLayout(SealLayout.CHUNK_BYTES);
    ByteBuffer cut = ByteBuffer.allocate((int) (KeyFile.DATA_AT + layout.storedBytes()));
    NewKey shorter = new NewKey(layout.storedBytes(), header.key().partBytes(), header.key().owner());
    cut.put(new KeyFile(shorter, header.generation(), header.begun()).header());
    cut.put(file, KeyFile.DATA_AT, SealLayout.CHUNK_BYTES);
    cut.put(layout.header(MASTERS.first().id()));
    cut.put(file, KeyFile.DATA_AT + key.length + SealLayout.HEADER_BYTES, SealLayout.TAG_BYTES);
    assertThat(cut.hasRemaining()).isFalse();
    assertThat(refusedWhenStored(uid, cut.array())).contains("altered or damaged");
  }

  @Test
  void aKeyOfAnEarlierGenerationUnderTheSameUidIsFound() throws IOException {
    Uid uid = committed(random(8, 100));
    byte[] file = Files.readAllBytes(file(uid));
    KeyFile header = KeyFile.parse(ByteBuffer.wrap(file, 0, KeyFile.DATA_AT)).orElseThrow();
    new KeyFile(header.key(), header.generation() ^ 1, header.begun()).header().get(file, 0, KeyFile.DATA_AT);
    assertThat(refusedWhenStored(uid, file)).contains("altered or damaged");
  }

  @Test
  void anotherMasterKeyIsRefusedWithBothIdsAndTheKeyIsThereForTheRightOne() {
    byte[] key = random(9, 1000);
    Uid uid = committed(key);
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> content(uid, NEWER)))
        .contains("master key " + MASTERS, "has " + NEWER);
    assertThat(content(uid, MASTERS)).isEqualTo(key);
  }

  @Test
  void aMasterKeyIsReplacedWhileTheOldOneStillReads() {
    byte[] key = random(10, 1000);
    Uid old = committed(key);
    MasterKeys both = MasterKeys.of(List.of(random(2, MasterKeys.KEY_BYTES), MASTER));
    Uid fresh;
    try (KeyStore store = new EncryptedKeyStore(plain(), both)) {
      fresh = committed(store, key);
      assertThat(content(store, old)).isEqualTo(key);
    }
    assertThat(content(fresh, NEWER)).isEqualTo(key);
    refusal(ErrorCode.UNAVAILABLE, () -> content(old, NEWER));
  }

  @Test
  void aKeyThatWasStoredWithoutAMasterKeyIsRefusedAndStays() {
    byte[] key = random(11, 1000);
    Uid uid;
    try (KeyStore store = plain()) {
      uid = committed(store, key);
    }
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> content(uid, MASTERS))).contains("has no seal");
    try (KeyStore store = plain()) {
      assertThat(content(store, uid)).isEqualTo(key);
    }
  }

  @Test
  void anUploadGoesOnAfterARestartInTheMiddleOfAChunkAndAfterItsSeal() {
    byte[] key = random(12, SealLayout.CHUNK_BYTES + 1000);
    Uid uid;
    try (KeyStore store = new EncryptedKeyStore(plain(), MASTERS)) {
      uid = begun(store, key);
      store.put(uid, 0, ByteBuffer.wrap(key, 0, 777));
    }
    try (KeyStore store = new EncryptedKeyStore(plain(), MASTERS)) {
      assertThat(store.describe(uid).firstMissing()).isEqualTo(777);
      store.append(uid, ByteBuffer.wrap(key, 777, key.length - 777));
      assertThat(content(store, uid)).isEqualTo(key);
      assertThat(store.put(uid, 0, ByteBuffer.wrap(key, 0, 5)).complete()).isTrue();
    }
    try (KeyStore store = new EncryptedKeyStore(plain(), MASTERS)) {
      store.commit(uid);
      assertThat(content(store, uid)).isEqualTo(key);
    }
  }

  @Test
  void theBytesThatAreStoredAreTheOnesOfTheFormat() throws IOException {
    Uid uid = committed(new byte[20]);
    byte[] file = Files.readAllBytes(file(uid));
    ByteBuffer seal = ByteBuffer.wrap(file, KeyFile.DATA_AT + 20, SealLayout.HEADER_BYTES);
    assertThat(seal.getInt()).isEqualTo(0x4e4a4152);
    assertThat(seal.getInt()).isEqualTo(1);
    assertThat(seal.getLong()).isEqualTo(MASTERS.first().id());
    assertThat(seal.getLong()).isEqualTo(20);
    assertThat(seal.getInt()).isEqualTo(1 << 20);
    for (long length : new long[] {1, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE}) {
      assertThat(SealLayout.ofStored(new SealLayout(length).storedBytes())).isEqualTo(new SealLayout(length));
    }
  }
}
