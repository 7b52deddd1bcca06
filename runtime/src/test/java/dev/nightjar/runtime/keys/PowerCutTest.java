package dev.nightjar.runtime.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is left of the keys of a folder, in either layout, when the power fails at any operation of its files: the
 * stores run as they are, over a file system that loses what was not forced.
 */
class PowerCutTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int LENGTH = 900;
  private static final int KEYS = 4;

  private final LongSupplier random = new SplittableRandom(7)::nextLong;

  /** A kind of key store over a folder. */
  private interface Layout {
    KeyStore open(Path folder, LongSupplier random);
  }

  private static Stream<Arguments> layouts() {
    Layout alone = (folder, random) ->
        new FileKeyStore(FolderDisk.open(folder), 1 << 20, 1 << 20, PATIENCE, () -> NOW, random);
    Layout shared = (folder, random) ->
        new SharedFolderKeyStore(folder, 1 << 20, 1 << 20, PATIENCE, () -> NOW, random);
    return Stream.of(arguments("of one server", alone, false), arguments("of one server", alone, true),
        arguments("that servers share", shared, false), arguments("that servers share", shared, true));
  }

  /** What was done before the power failed. */
  private record Done(List<Uid> begun, Set<Uid> committed, Set<Uid> deleting, Set<Uid> deleted) {
    Done() {
      this(new ArrayList<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    }
  }

  private static KeyStore open(PowerCutVolume volume, Layout layout, LongSupplier random) {
    return layout.open(new PowerCutFileSystem(volume).getPath("data", "keys"), random);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[LENGTH];
    new SplittableRandom(seed).nextBytes(key);
    return key;
  }

  /** Stores keys in three pieces, and deletes the third one again, until the power is off. */
  private static void work(KeyStore store, Done done) {
    for (int i = 0; i < KEYS; i++) {
      Uid uid = store.begin(new NewKey(LENGTH, 400, KeyOwner.ANYBODY));
      done.begun.add(uid);
      for (int at = 800; at >= 0; at -= 400) {
        store.put(uid, at, ByteBuffer.wrap(key(i), at, Math.min(400, LENGTH - at)));
      }
      store.commit(uid);
      done.committed.add(uid);
      if (i == 2) {
        done.deleting.add(uid);
        store.delete(uid);
        done.deleted.add(uid);
      }
    }
  }

  @ParameterizedTest(name = "in a folder {0}, names that were not forced survive: {2}")
  @MethodSource("layouts")
  void aPowerFailureAtAnyOperationLosesNoCommittedKeyAndShowsNoHalfOne(String what, Layout layout,
      boolean unforcedNames) {
    int failures = 0;
    for (int operations = 0; ; operations++) {
      PowerCutVolume volume = new PowerCutVolume(NOW);
      volume.cutAfter(operations);
      Done done = new Done();
      boolean failed = false;
      try (KeyStore store = open(volume, layout, random)) {
        work(store, done);
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        failed = true;
        failures++;
      }
      PowerCutVolume left = volume.afterPowerCut(unforcedNames);
      try (KeyStore after = open(left, layout, random)) {
        requireWhole(after, done, operations);
        Uid next = after.begin(NewKey.of(LENGTH));
        after.put(next, 0, ByteBuffer.wrap(key(9)));
        after.commit(next);
        assertThat(content(after, next)).isEqualTo(key(9));
      }
      if (!failed) {
        break;
      }
    }
    assertThat(failures).isGreaterThan(50);
  }

  private static void requireWhole(KeyStore after, Done done, int operations) {
    for (int i = 0; i < done.begun.size(); i++) {
      Uid uid = done.begun.get(i);
      boolean there = isCommitted(after, uid);
      // A key whose deletion was under way may be there or not.
      if (done.deleted.contains(uid)) {
        assertThat(there).as("key %d, deleted, cut at %d", i, operations).isFalse();
      } else if (done.committed.contains(uid) && !done.deleting.contains(uid)) {
        assertThat(there).as("key %d, committed, cut at %d", i, operations).isTrue();
      }
      if (there) {
        assertThat(content(after, uid)).as("key %d, cut at %d", i, operations).isEqualTo(key(i));
      }
    }
  }

  private static boolean isCommitted(KeyStore store, Uid uid) {
    try {
      KeyDescription key = store.describe(uid);
      return key.committed();
    } catch (NightjarException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_UID);
      return false;
    }
  }

  private static byte[] content(KeyStore store, Uid uid) {
    ByteBuffer all = ByteBuffer.allocate(LENGTH);
    store.read(uid, 0, all);
    return all.array();
  }
}
