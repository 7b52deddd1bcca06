package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.SharedKeyStoreContract;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a folder that two stores share, as two replicas do. */
@Timeout(120)
class SharedFolderKeyStoreTest extends SharedKeyStoreContract {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final SplittableRandom random = new SplittableRandom(17);

  @TempDir
  private Path temporary;

  private Path folder() {
    return temporary.resolve("a").resolve("keys");
  }

  private synchronized long draw() {
    return random.nextLong();
  }

  @Override
  protected KeyStore open() {
    return new SharedFolderKeyStore(folder(), CAPACITY, CAPACITY, IDLE, () -> now, this::draw);
  }

  @Override
  protected KeyStore replica() {
    return open();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      return files.filter(Files::isRegularFile).map(file -> folder().relativize(file).toString()).sorted().toList();
    }
  }

  @Override
  protected void requireNothingLeftOf(Uid uid) throws IOException {
    assertThat(names()).containsExactly(SharedFolder.MARK);
  }

  @Test
  void whatEndedProcessesLeftIsRemoved() throws IOException {
    Uid uid = committed(bytes(2500));
    Files.createDirectory(folder().resolve("gone").resolve("5.key.7"));
    Files.writeString(folder().resolve("gone").resolve("5.key.7").resolve("0.0"), "part");
    Path old = Files.writeString(folder().resolve("tmp").resolve("1"), "old");
    Path fresh = Files.writeString(folder().resolve("tmp").resolve("2"), "fresh");
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(1))));
    Files.setLastModifiedTime(fresh, FileTime.from(now));
    Uid slow = store.begin(key(500));
    store.put(slow, 0, ByteBuffer.allocate(1));
    now = now.plus(IDLE).plusSeconds(1);
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(slow));
    assertThat(store.usedBytes()).isEqualTo(2500);
    replica().begin(key(500));
    assertThat(names()).noneMatch(name -> name.startsWith(slow + ".")).noneMatch(name -> name.startsWith("gone"))
        .contains("tmp/2").doesNotContain("tmp/1");
    assertThat(content(store, uid)).isEqualTo(bytes(2500));
  }

  @Test
  void theTwoLayoutsDoNotMeetInOneFolder() throws IOException {
    Path other = temporary.resolve("other");
    try (FileKeyStore alone = new FileKeyStore(other, CAPACITY, CAPACITY, IDLE)) {
      assertThat(alone.usedBytes()).isZero();
    }
    assertThat(refusal(ErrorCode.UNAVAILABLE,
        () -> new SharedFolderKeyStore(other, CAPACITY, CAPACITY, IDLE))).contains("leave the setting shared out");
    assertThat(refusal(ErrorCode.UNAVAILABLE,
        () -> new FileKeyStore(folder(), CAPACITY, CAPACITY, IDLE))).contains("shared=true");
    assertThat(names()).containsExactly(SharedFolder.MARK);
  }

  @Test
  void aPlaceThatIsNoFolderIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(refusal(ErrorCode.UNAVAILABLE,
        () -> new SharedFolderKeyStore(file.resolve("keys"), CAPACITY, CAPACITY, IDLE))).contains("cannot be used");
  }

  @Test
  void aDamagedHeaderIsNotServedAndHarmsNoOtherKey() throws IOException {
    Uid damaged = committed(bytes(500));
    Uid whole = committed(bytes(600));
    Files.write(folder().resolve(damaged + ".key").resolve("header"), new byte[40]);
    KeyStore other = replica();
    refusal(ErrorCode.UNAVAILABLE, () -> other.describe(damaged));
    assertThat(other.usedBytes()).isEqualTo(600);
    assertThat(content(other, whole)).isEqualTo(bytes(600));
    assertThat(other.delete(damaged)).isTrue();
  }

  @Test
  void aDamagedHeaderOfAKeyThatArrivesKeepsNoOtherKeyFromBeingBegun() throws IOException {
    Uid damaged = store.begin(key(500));
    Files.write(folder().resolve(damaged + ".up").resolve("header"), new byte[40]);
    KeyStore other = replica();
    Uid next = other.begin(key(500));
    assertThat(other.describe(next).receivedBytes()).isZero();
    refusal(ErrorCode.UNAVAILABLE, () -> other.describe(damaged));
    assertThat(other.delete(damaged)).isTrue();
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.writeString(folder().resolve("readme.txt"), "hello");
    Files.createDirectory(folder().resolve("x.key"));
    assertThat(store.idleSince(Instant.MAX)).isEmpty();
    store.begin(key(10));
    assertThat(folder().resolve("readme.txt")).hasContent("hello");
  }

  @Test
  void aClosedStoreSaysSo() {
    KeyStore other = replica();
    other.close();
    refusal(ErrorCode.UNAVAILABLE, other::usedBytes);
  }
}
