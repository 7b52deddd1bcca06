package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of keys when the power fails at each operation, and when the disk is full. */
class FileKeyStoreFaultsTest {
  private static final int LENGTH = 900;

  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SplittableRandom random = new SplittableRandom(7);

  private KeyStore open(Disk disk) {
    return new FileKeyStore(disk, 1 << 20, 1 << 20, Duration.ofMinutes(10), () -> now, random::nextLong);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[LENGTH];
    new SplittableRandom(seed).nextBytes(key);
    return key;
  }

  private static byte[] content(KeyStore store, Uid uid) {
    ByteBuffer all = ByteBuffer.allocate(LENGTH);
    store.read(uid, 0, all);
    return all.array();
  }

  /** Stores keys, and deletes each third one again, until the power is off. */
  private static void work(KeyStore store, List<Uid> uids, Set<Uid> committed, Set<Uid> deleted) {
    for (int i = 0; i < 6; i++) {
      Uid uid = store.begin(new NewKey(LENGTH, 400, KeyOwner.ANYBODY));
      uids.add(uid);
      for (int at = 800; at >= 0; at -= 400) {
        store.put(uid, at, ByteBuffer.wrap(key(i), at, Math.min(400, LENGTH - at)));
      }
      store.commit(uid);
      committed.add(uid);
      if (i % 3 == 2) {
        store.delete(uid);
        deleted.add(uid);
      }
    }
  }

  @Test
  void aPowerFailureAtAnyOperationLosesNoCommittedKeyAndShowsNoHalfOne() {
    int failures = 0;
    for (int operations = 0; ; operations++) {
      PowerCutDisk disk = new PowerCutDisk();
      List<Uid> uids = new ArrayList<>();
      Set<Uid> committed = new HashSet<>();
      Set<Uid> deleted = new HashSet<>();
      KeyStore store = open(disk);
      disk.cutAfter(operations);
      try {
        work(store, uids, committed, deleted);
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        failures++;
      }
      KeyStore after = open(disk.afterPowerCut());
      for (int i = 0; i < uids.size(); i++) {
        Uid uid = uids.get(i);
        KeyDescription there = describe(after, uid);
        if (committed.contains(uid) && !deleted.contains(uid)) {
          // A key whose deletion was under way may be there or not.
          boolean beingDeleted = i % 3 == 2 && i == uids.size() - 1;
          assertThat(beingDeleted || there != null && there.committed()).as("key %d, cut at %d", i, operations)
              .isTrue();
        }
        if (there != null && there.committed()) {
          assertThat(content(after, uid)).as("key %d, cut at %d", i, operations).isEqualTo(key(i));
        }
      }
      if (committed.size() == 6 && deleted.size() == 2 && failures < operations) {
        break;
      }
    }
    assertThat(failures).isGreaterThan(60);
  }

  private static KeyDescription describe(KeyStore store, Uid uid) {
    try {
      return store.describe(uid);
    } catch (NightjarException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_UID);
      return null;
    }
  }

  @Test
  void aFullDiskRefusesAndHarmsNothingAndTakesAgainAfterADelete() {
    PowerCutDisk disk = new PowerCutDisk();
    KeyStore store = open(disk);
    List<Uid> uids = new ArrayList<>();
    work(store, uids, new HashSet<>(), new HashSet<>());
    disk.limit(4 * (KeyFile.DATA_AT + LENGTH) + 1000);
    Uid refused = store.begin(NewKey.of(LENGTH));
    assertThat(refusal(ErrorCode.STORE_FULL, () -> store.put(refused, 0, ByteBuffer.wrap(key(9)))))
        .contains("disk", "full", "delete keys");
    assertThat(store.describe(refused).receivedBytes()).isZero();
    for (int i : new int[] {0, 1, 3, 4}) {
      assertThat(content(store, uids.get(i))).isEqualTo(key(i));
    }
    store.delete(uids.get(0));
    store.put(refused, 0, ByteBuffer.wrap(key(9)));
    store.commit(refused);
    assertThat(content(open(disk.afterPowerCut()), refused)).isEqualTo(key(9));
  }

  @Test
  void aKeyThatCannotBeDeletedStaysAndIsDeletedLater() {
    PowerCutDisk disk = new PowerCutDisk();
    KeyStore store = open(disk);
    List<Uid> uids = new ArrayList<>();
    work(store, uids, new HashSet<>(), new HashSet<>());
    disk.cutAfter(0);
    refusal(ErrorCode.UNAVAILABLE, () -> store.delete(uids.get(0)));
    assertThat(content(store, uids.get(0))).isEqualTo(key(0));
    disk.cutAfter(Integer.MAX_VALUE);
    assertThat(store.delete(uids.get(0))).isTrue();
    assertThat(store.usedBytes()).isEqualTo(3 * LENGTH);
  }

  @Test
  void aKeyThatTheDiskDoesNotReadNowStaysAndIsReadLater() {
    PowerCutDisk disk = new PowerCutDisk();
    KeyStore store = open(disk);
    List<Uid> uids = new ArrayList<>();
    work(store, uids, new HashSet<>(), new HashSet<>());
    disk.refuseReads(new IOException("Input/output error"));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> content(store, uids.get(0))))
        .contains("the disk of the key store failed", "server's log");
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uids.get(0)));
    refusal(ErrorCode.UNAVAILABLE, () -> open(disk));
    disk.refuseReads(null);
    assertThat(content(store, uids.get(0))).isEqualTo(key(0));
    assertThat(content(open(disk), uids.get(1))).isEqualTo(key(1));
  }

  @Test
  void aCommitThatFailedIsDoneAgain() {
    for (int operations = 0; operations < 4; operations++) {
      PowerCutDisk disk = new PowerCutDisk();
      KeyStore store = open(disk);
      Uid uid = store.begin(NewKey.of(LENGTH));
      store.put(uid, 0, ByteBuffer.wrap(key(1)));
      disk.cutAfter(operations);
      refusal(ErrorCode.UNAVAILABLE, () -> store.commit(uid));
      assertThat(store.describe(uid).committed()).isFalse();
      disk.cutAfter(Integer.MAX_VALUE);
      store.commit(uid);
      assertThat(content(open(disk.afterPowerCut()), uid)).isEqualTo(key(1));
    }
  }

  @Test
  void whatTheDiskSaysStaysInTheLog() {
    PowerCutDisk disk = new PowerCutDisk();
    KeyStore store = open(disk);
    Uid uid = store.begin(NewKey.of(LENGTH));
    disk.cutAfter(0);
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> store.put(uid, 0, ByteBuffer.wrap(key(1)))))
        .contains("server's log").doesNotContain("power");
  }

  @Test
  void aStartWithTenThousandKeysReadsTheirHeadersAlone() throws IOException {
    PowerCutDisk disk = new PowerCutDisk();
    int keys = 10_000;
    for (int i = 0; i < keys; i++) {
      disk.write(i + ".key", 0, new KeyFile(NewKey.of(100), i, now).header());
      disk.write(i + ".key", KeyFile.DATA_AT, ByteBuffer.allocate(100));
    }
    try (KeyStore store = open(disk)) {
      assertThat(store.committedBytes(KeyOwner.ANYBODY)).isEqualTo(100L * keys);
      assertThat(disk.bytesRead()).isEqualTo((long) KeyFile.DATA_AT * keys);
    }
  }

  /** As a system says that a mount became read-only, and that the right to write was taken. */
  private static Stream<IOException> readOnly() {
    return Stream.of(new FileSystemException("keys/1.part", null, "Read-only file system"),
        new AccessDeniedException("keys/1.part"));
  }

  @ParameterizedTest
  @MethodSource("readOnly")
  void aFolderThatBecomesReadOnlyServesItsKeysAndTakesNewOnesWhenItIsMended(IOException failure) {
    PowerCutDisk disk = new PowerCutDisk();
    try (KeyStore store = open(disk)) {
      Uid uid = store.begin(NewKey.of(LENGTH));
      store.put(uid, 0, ByteBuffer.wrap(key(1)));
      store.commit(uid);
      Uid arriving = store.begin(NewKey.of(LENGTH));
      store.put(arriving, 0, ByteBuffer.wrap(key(2), 0, 500));
      disk.refuse(failure);
      String reason = refusal(ErrorCode.UNAVAILABLE,
          () -> store.put(arriving, 500, ByteBuffer.wrap(key(2), 500, LENGTH - 500)));
      assertThat(reason).contains("may not write to its key store", "serve on").doesNotContain("1.part");
      Uid announced = store.begin(NewKey.of(LENGTH));
      refusal(ErrorCode.UNAVAILABLE, () -> store.put(announced, 0, ByteBuffer.wrap(key(3))));
      refusal(ErrorCode.UNAVAILABLE, () -> store.delete(uid));
      store.touch(uid);
      assertThat(content(store, uid)).isEqualTo(key(1));
      disk.refuse(null);
      store.put(arriving, 500, ByteBuffer.wrap(key(2), 500, LENGTH - 500));
      store.commit(arriving);
      assertThat(content(store, arriving)).isEqualTo(key(2));
      assertThat(store.delete(uid)).isTrue();
    }
  }

  @Test
  void aFolderOfAReadOnlyFileSystemIsRefusedAtTheStartWithTheRemedy() {
    Path folder = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> FolderDisk.open(folder)))
        .contains("/modules/java.base cannot be used", "give the server a folder that it may write");
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> new SharedFolderKeyStore(folder, 1, 1, Duration.ofMinutes(1))))
        .contains("cannot be used", "give the server a folder that it may write");
  }

  @Test
  void aFolderWithoutTheRightToWriteIsRefusedAtTheStart(@TempDir Path folder) throws IOException {
    assumeTrue(folder.toFile().setWritable(false) && !Files.isWritable(folder), "this user may write everything");
    try {
      assertThat(refusal(ErrorCode.UNAVAILABLE, () -> FolderDisk.open(folder))).contains("it may not be written");
    } finally {
      folder.toFile().setWritable(true);
    }
  }
}
