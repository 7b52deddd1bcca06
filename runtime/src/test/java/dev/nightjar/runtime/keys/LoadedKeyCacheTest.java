package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoadedKeyCacheTest {
  private final List<Long> loads = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> closed = Collections.synchronizedList(new ArrayList<>());

  /** A key that takes 10 bytes and writes down when it is closed. */
  private final class FakeKey implements EngineKey {
    private final long uid;

    FakeKey(long uid) {
      this.uid = uid;
    }

    @Override
    public Parameters parameters() {
      return ParameterCatalogue.linear();
    }

    @Override
    public long memoryBytes() {
      return 10;
    }

    @Override
    public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed.add(uid);
    }
  }

  private LoadedKeyCache cache(long budget) {
    return new LoadedKeyCache(budget, (uid, engine) -> {
      loads.add(uid.value());
      return new FakeKey(uid.value());
    });
  }

  @Test
  void aKeyIsLoadedOnceForManyInferences() {
    LoadedKeyCache cache = cache(100);
    for (int i = 0; i < 5; i++) {
      try (var lease = cache.acquire(new Uid(1), "java")) {
        assertThat(((FakeKey) lease.key()).uid).isEqualTo(1);
      }
    }
    assertThat(loads).containsExactly(1L);
    assertThat(cache.usedBytes()).isEqualTo(10);
  }

  @Test
  void theLeastRecentlyUsedKeyGoesWhenTheBudgetIsExceeded() {
    LoadedKeyCache cache = cache(20);
    cache.acquire(new Uid(1), "java").close();
    cache.acquire(new Uid(2), "java").close();
    cache.acquire(new Uid(1), "java").close();
    cache.acquire(new Uid(3), "java").close();
    assertThat(closed).containsExactly(2L);
    assertThat(cache.usedBytes()).isEqualTo(20);
    cache.acquire(new Uid(1), "java").close();
    assertThat(loads).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aKeyInUseIsClosedOnlyWhenItsLastUserReturnsIt() {
    LoadedKeyCache cache = cache(10);
    var first = cache.acquire(new Uid(1), "java");
    var second = cache.acquire(new Uid(1), "java");
    cache.acquire(new Uid(2), "java").close();
    assertThat(closed).as("the idle one goes instead").containsExactly(2L);
    cache.invalidate(new Uid(1));
    first.close();
    first.close();
    assertThat(closed).as("the second user still has it").containsExactly(2L);
    second.close();
    assertThat(closed).containsExactly(2L, 1L);
    assertThat(cache.usedBytes()).isZero();
  }

  @Test
  void aKeyLargerThanTheBudgetIsUsedAndThenClosed() {
    LoadedKeyCache cache = cache(5);
    try (var lease = cache.acquire(new Uid(1), "java")) {
      assertThat(lease.key()).isNotNull();
      assertThat(closed).isEmpty();
    }
    assertThat(closed).containsExactly(1L);
  }

  @Test
  void aDeletedKeyIsLoadedAgainAfterIt() {
    LoadedKeyCache cache = cache(100);
    cache.acquire(new Uid(1), "java").close();
    cache.invalidate(new Uid(1));
    assertThat(closed).containsExactly(1L);
    cache.acquire(new Uid(1), "java").close();
    assertThat(loads).containsExactly(1L, 1L);
    cache.invalidate(new Uid(99));
  }

  @Test
  void oneUidIsLoadedByOneThreadAndTheOthersWait() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    LoadedKeyCache cache = new LoadedKeyCache(100, (uid, engine) -> {
      loads.add(uid.value());
      loading.countDown();
      await(go);
      return new FakeKey(uid.value());
    });
    List<CompletableFuture<EngineKey>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompletableFuture<EngineKey> key = new CompletableFuture<>();
      users.add(key);
      Thread user = new Thread(() -> {
        try (var lease = cache.acquire(new Uid(1), "java")) {
          key.complete(lease.key());
        }
      });
      user.start();
    }
    await(loading);
    go.countDown();
    EngineKey first = users.get(0).get(20, TimeUnit.SECONDS);
    for (var user : users) {
      assertThat(user.get(20, TimeUnit.SECONDS)).isSameAs(first);
    }
    assertThat(loads).containsExactly(1L);
  }

  @Test
  void aKeyThatIsDeletedWhileItLoadsIsClosedAfterItsUse() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    LoadedKeyCache cache = new LoadedKeyCache(100, (uid, engine) -> {
      loading.countDown();
      await(go);
      return new FakeKey(uid.value());
    });
    CompletableFuture<Boolean> closedInUse = new CompletableFuture<>();
    Thread user = new Thread(() -> {
      try (var lease = cache.acquire(new Uid(1), "java")) {
        closedInUse.complete(closed.contains(1L));
      }
    });
    user.start();
    await(loading);
    cache.invalidate(new Uid(1));
    go.countDown();
    assertThat(closedInUse.get(20, TimeUnit.SECONDS)).isFalse();
    user.join();
    assertThat(closed).containsExactly(1L);
    assertThat(cache.usedBytes()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLoadThatFailedIsToldAndTriedAgain() {
    LoadedKeyCache cache = new LoadedKeyCache(100, (uid, engine) -> {
      loads.add(uid.value());
      if (loads.size() == 1) {
        throw new NightjarException(ErrorCode.UNKNOWN_UID, "gone");
      }
      return new FakeKey(uid.value());
    });
    refusal(ErrorCode.UNKNOWN_UID, () -> cache.acquire(new Uid(1), "java"));
    cache.acquire(new Uid(1), "java").close();
    assertThat(loads).hasSize(2);
    assertThat(cache.usedBytes()).isEqualTo(10);
  }

  @Test
  void anErrorOfALoadLeavesNothingBehind() {
    LoadedKeyCache cache = new LoadedKeyCache(100, (uid, engine) -> {
      throw new OutOfMemoryError("no room");
    });
    assertThatThrownBy(() -> cache.acquire(new Uid(1), "java")).isInstanceOf(OutOfMemoryError.class);
    assertThat(cache.usedBytes()).isZero();
  }

  @Test
  void closingClosesIdleKeysAtOnceAndKeysInUseAfterwards() {
    LoadedKeyCache cache = cache(100);
    cache.acquire(new Uid(1), "java").close();
    var lease = cache.acquire(new Uid(2), "java");
    cache.close();
    assertThat(closed).containsExactly(1L);
    lease.close();
    assertThat(closed).containsExactly(1L, 2L);
    refusal(ErrorCode.UNAVAILABLE, () -> cache.acquire(new Uid(3), "java"));
  }

  @Test
  void eachEngineHasItsOwnFormOfAKeyWithinOneBudgetAndAllAreForgottenTogether() {
    List<String> made = new ArrayList<>();
    LoadedKeyCache cache = new LoadedKeyCache(100, (uid, engine) -> {
      made.add(engine + uid);
      return new FakeKey(uid.value());
    });
    for (int i = 0; i < 3; i++) {
      cache.acquire(new Uid(1), "java").close();
      cache.acquire(new Uid(1), "native").close();
    }
    cache.acquire(new Uid(2), "native").close();
    assertThat(made).containsExactly("java1", "native1", "native2");
    assertThat(cache.usedBytes()).isEqualTo(30);
    cache.invalidate(new Uid(1));
    assertThat(closed).containsExactly(1L, 1L);
    assertThat(cache.usedBytes()).isEqualTo(10);
  }
}
