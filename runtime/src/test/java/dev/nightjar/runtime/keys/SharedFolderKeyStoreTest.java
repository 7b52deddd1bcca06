package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a folder that two stores share, as two replicas do. */
@Timeout(120)
class SharedFolderKeyStoreTest extends KeyStoreContract {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int RACERS = 16;

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

  private interface Racer {
    Object run(int number);
  }

  private static List<Object> race(Racer racer) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(RACERS);
    try {
      CyclicBarrier all = new CyclicBarrier(RACERS);
      List<Object> results = new ArrayList<>();
      for (Future<Object> result : pool.invokeAll(IntStream.range(0, RACERS).<Callable<Object>>mapToObj(i -> () -> {
        all.await();
        try {
          return racer.run(i);
        } catch (NightjarException e) {
          return e.code();
        }
      }).toList())) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void ofSixteenWritersOfOnePartOneWins() throws Exception {
    KeyStore other = replica();
    Uid uid = store.begin(key(1000));
    List<Object> results = race(i -> {
      byte[] bytes = new byte[1000];
      bytes[0] = (byte) i;
      (i % 2 == 0 ? store : other).put(uid, 0, ByteBuffer.wrap(bytes));
      return i;
    });
    assertThat(results).filteredOn(result -> result == ErrorCode.KEY_PART_CONFLICT).hasSize(RACERS - 1);
    int winner = (Integer) results.stream().filter(Integer.class::isInstance).findFirst().orElseThrow();
    assertThat(content(other, uid)[0]).isEqualTo((byte) winner);
  }

  @Test
  void aKeyThatIsCommittedAndDeletedAtTheSameMomentIsWholeOrGone() throws Exception {
    KeyStore other = replica();
    for (int round = 0; round < 10; round++) {
      Uid uid = complete(bytes(2500));
      race(i -> {
        if (i % 2 == 0) {
          store.commit(uid);
          return "committed";
        }
        return other.delete(uid);
      });
      refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
      assertThat(names()).containsExactly(SharedFolder.MARK);
    }
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
