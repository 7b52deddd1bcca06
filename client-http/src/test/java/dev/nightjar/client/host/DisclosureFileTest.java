package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisclosureFileTest {
  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("key.disclosed");
  }

  private DisclosureFile ledger() {
    return new DisclosureFile(folder.resolve("key"));
  }

  @Test
  void noFileIsACountOfZeroAndReadingMakesNone() {
    assertThat(ledger().spent()).isZero();
    assertThat(file).doesNotExist();
  }

  @Test
  void everySumIsALineThatTheNextOneFinds() throws IOException {
    assertThat(ledger().add(6, 64)).hasValue(6);
    assertThat(ledger().add(6, 64)).hasValue(12);
    assertThat(ledger().add(52, 64)).hasValue(64);
    assertThat(ledger().spent()).isEqualTo(64);
    assertThat(Files.readString(file)).isEqualTo("6\n12\n64\n");
  }

  @Test
  void aSumAboveTheLimitIsNotAdded() throws IOException {
    ledger().add(60, 64);
    assertThat(ledger().add(5, 64)).isEmpty();
    assertThat(ledger().add(1, 10)).as("a limit below what was shown").isEmpty();
    assertThat(ledger().add(Long.MAX_VALUE, Long.MAX_VALUE)).as("no overflow").isEmpty();
    assertThat(Files.readString(file)).isEqualTo("60\n");
    assertThat(ledger().add(4, 64)).hasValue(64);
  }

  @Test
  void manyLinesAreReadFromTheEndAlone() {
    for (int i = 1; i <= 200; i++) {
      assertThat(ledger().add(1, 1_000)).hasValue(i);
    }
    assertThat(ledger().spent()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"7|12|1, 12, 7|12|13|", "1, 0, 1|", "'', 0, 1|",
      "99999999999999998|12345678901234567, 99999999999999998, 99999999999999998|99999999999999999|"})
  void aLineThatACrashCutOffIsIgnoredAndOverwritten(String before, long count, String after) throws IOException {
    Files.writeString(file, before.replace('|', '\n'));
    assertThat(ledger().spent()).isEqualTo(count);
    assertThat(ledger().add(1, Long.MAX_VALUE)).hasValue(count + 1);
    assertThat(Files.readString(file)).isEqualTo(after.replace('|', '\n'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\n", "12\n-3\n", "12\nx\n", "12\n\n", "1234567890123456789\n", "12 \n", "\0\0\0\0"})
  void aFileThatSaysNoNumberIsRefusedAndNothingIsShown(String content) throws IOException {
    Files.writeString(file, content);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> ledger().spent(), "show no more results", file.toString());
    assertRefused(ErrorCode.INVALID_FORMAT, () -> ledger().add(1, 64), "draw a new key");
    assertThat(file).hasContent(content);
  }

  @Test
  void longGarbageIsRefused() throws IOException {
    Files.writeString(file, "1".repeat(100));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> ledger().spent());
    Files.writeString(file, "1".repeat(100) + "\n");
    assertRefused(ErrorCode.INVALID_FORMAT, () -> ledger().spent());
  }

  @Test
  void aCountThatCannotBeKeptIsRefused() throws IOException {
    Files.createDirectory(file);
    assertRefused(ErrorCode.UNAVAILABLE, () -> ledger().add(1, 64), "nothing more can be shown");
  }

  @Test
  void whoeverHoldsTheLockIsWaitedFor() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Future<Long> waiting;
      try (var lock = other.lock()) {
        assertThat(lock.isValid()).isTrue();
        waiting = threads.submit(() -> ledger().add(3, 64).orElseThrow());
        Files.writeString(file, "5\n");
        assertThat(waiting.isDone()).isFalse();
      }
      assertThat(waiting.get()).isEqualTo(8);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Eight ledgers of one file, as of eight clients of one key, ask for more than there is. */
  @Test
  void threadsNeverSpendMoreThanTheLimitAndLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> granted = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        DisclosureFile own = ledger();
        granted.add(threads.submit(() -> {
          int got = 0;
          for (int i = 0; i < 20; i++) {
            got += own.add(1, 64).isPresent() ? 1 : 0;
          }
          return got;
        }));
      }
      int sum = 0;
      for (Future<Integer> one : granted) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(64);
      assertThat(ledger().spent()).isEqualTo(64);
    } finally {
      threads.shutdownNow();
    }
  }
}
