package dev.nightjar.api.keys;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every key store does that several servers share: what they do at the same moment is done by one of them. */
public abstract class SharedKeyStoreContract extends KeyStoreContract {
  private static final int RACERS = 16;
  private static final int ROUNDS = 5;
  private static final int LENGTH = 1000;

  /** What one of those does that begin at the same moment. */
  public interface Racer<T> {
    /** Does it, as one of 16 by their numbers. */
    T run(int number) throws Exception;
  }

  /** Requires that nothing is left of a key that was deleted, but what tells other servers so. */
  protected abstract void requireNothingLeftOf(Uid uid) throws IOException;

  /** What 16 racers that begin at the same moment return; a refusal is its code. */
  public static <T> List<Object> race(Racer<T> racer) throws Exception {
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
    Uid uid = store.begin(key(LENGTH));
    List<Object> results = race(i -> {
      byte[] bytes = new byte[LENGTH];
      bytes[0] = (byte) i;
      (i % 2 == 0 ? store : other).put(uid, 0, ByteBuffer.wrap(bytes));
      return i;
    });
    assertThat(results).filteredOn(result -> result == ErrorCode.KEY_PART_CONFLICT).hasSize(RACERS - 1);
    int winner = (Integer) results.stream().filter(Integer.class::isInstance).findFirst().orElseThrow();
    assertThat(content(other, uid)[0]).isEqualTo((byte) winner);
  }

  @Test
  void sixteenSendersOfTheSamePartAllSucceed() throws Exception {
    KeyStore other = replica();
    Uid uid = store.begin(key(LENGTH));
    assertThat(race(i -> (i % 2 == 0 ? store : other).put(uid, 0, ByteBuffer.wrap(bytes(LENGTH))).complete()))
        .containsOnly(true);
  }

  @Test
  void aKeyThatIsCommittedAndDeletedAtTheSameMomentIsWholeOrGone() throws Exception {
    KeyStore other = replica();
    for (int round = 0; round < ROUNDS; round++) {
      Uid uid = complete(bytes(2 * LENGTH + 500));
      race(i -> {
        if (i % 2 == 0) {
          store.commit(uid);
          return "committed";
        }
        return other.delete(uid);
      });
      refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
      refusal(ErrorCode.UNKNOWN_UID, () -> other.commit(uid));
      requireNothingLeftOf(uid);
    }
  }
}
