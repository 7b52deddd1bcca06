package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where encoded evaluation keys lie, by uid: on the heap, on a disk, in a database that several replicas share.
 * Thread-safe.
 *
 * <p><b>The life of a key.</b> {@link #begin} draws a uid and keeps the {@link KeyOwner}; {@link #put} stores bytes, in
 * any order of parts and from any replica; what is there can be {@linkplain #read read}, so that the caller verifies
 * the key when all of it is; {@link #commit} makes the key usable and final. A store never looks at what the bytes
 * mean, but for the parameter fingerprint in their first 32 bytes ({@link KeyDescription#fingerprint}). <em>The caller
 * verifies first and commits then</em>: whatever happens in between leaves an uncommitted key, which nobody uses and
 * which is forgotten when its {@link UploadPace} says so. <em>A store asks nobody who he is</em>: the caller of the
 * store compares a key's owner with who asks.
 *
 * <p><b>Consistency.</b> What {@link #put}, {@link #commit} and {@link #delete} have done is seen by every later
 * {@link #describe}, {@link #put} and {@link #read} on any replica. {@link #usedBytes} and
 * {@link KeyDescription#lastUse} may lag by up to a minute where replicas share a store. Calls that contradict each
 * other at the same moment, such as two different parts for one place, are settled in favour of one; the other is
 * refused.
 *
 * <p>{@code KeyStoreContract} in the test jar of this module is this contract as tests.
 */
public interface KeyStore extends AutoCloseable {
  /**
   * Draws the uid of a key. Room for it is made when its first bytes come, so that an announcement takes none.
   *
   * @throws NightjarException {@code TOO_LARGE}, or {@code STORE_FULL} when there is no room for it now
   */
  Uid begin(NewKey key);

  /**
   * Stores bytes. Idempotent: the same bytes at the same place may come again. The bytes may cover several parts, and
   * must leave no gap inside of one: they begin at a part, at the end of what is there of a part, or before it. The
   * first bytes of a key make room for all of it.
   *
   * @param offset place of the first byte in the key
   * @param bytes from position to limit; the buffer's position does not change
   * @throws NightjarException {@code UNKNOWN_UID}, {@code KEY_COMPLETE} after commit, {@code KEY_PART_CONFLICT} when
   *     the bytes leave a gap inside a part, pass the announced end, or contradict what is there; {@code STORE_FULL}
   *     when they are the first and there is no room
   */
  KeyDescription put(Uid uid, long offset, ByteBuffer bytes);

  /**
   * Stores bytes at the first missing place, for senders that do not count. They must send one piece after the other:
   * of two pieces at the same moment it is not known which comes first.
   *
   * @throws NightjarException as {@link #put}
   */
  KeyDescription append(Uid uid, ByteBuffer bytes);

  /**
   * What is known of a key without its body, cheap enough for each inference: {@code UNKNOWN_UID} when there is none.
   */
  KeyDescription describe(Uid uid);

  /**
   * Reads bytes of a key that are there, whether it is committed, complete or still arriving.
   *
   * @param offset place of the first byte in the key
   * @param into filled from position to limit
   * @throws NightjarException {@code UNKNOWN_UID}, or {@code KEY_INCOMPLETE} when some of these bytes are missing
   * @throws IndexOutOfBoundsException when the key ends before the buffer is full
   */
  void read(Uid uid, long offset, ByteBuffer into);

  /**
   * Makes a complete key usable and final; nothing happens when it is already. The caller has verified it.
   *
   * @throws NightjarException {@code UNKNOWN_UID}, or {@code KEY_INCOMPLETE} when bytes are missing
   */
  void commit(Uid uid);

  /** Notes that a committed key is used now; nothing happens when there is none. */
  void touch(Uid uid);

  /** Committed keys that were last used before this moment, for housekeeping. */
  List<Uid> idleSince(Instant moment);

  /**
   * Committed keys by their last use, the latest first, at most so many: what is worth loading before the first query.
   * This one describes each committed key; a store that has many, far away, asks for less.
   */
  default List<Uid> recentlyUsed(int most) {
    record Use(Uid uid, Instant moment) {
    }

    // Of another clock some may be in the future.
    return idleSince(Instant.now().plus(Duration.ofDays(36_500))).stream().flatMap(uid -> {
      try {
        return Stream.of(new Use(uid, describe(uid).lastUse()));
      } catch (NightjarException e) {
        if (e.code() == ErrorCode.UNKNOWN_UID) {
          return Stream.empty();
        }
        throw e;
      }
    }).sorted(Comparator.comparing(Use::moment).reversed()).limit(most).map(Use::uid).toList();
  }

  /** Forgets a key; false when there is none. */
  boolean delete(Uid uid);

  /**
   * Bytes of the committed keys of an owner as {@link #usedBytes} counts them, for quotas; what several replicas commit
   * at the same moment may be missing for up to a minute.
   */
  long committedBytes(KeyOwner owner);

  /**
   * Bytes reserved by all keys of which something has arrived, with what the store keeps beside the bytes of a key.
   */
  long usedBytes();

  /** Most bytes that it will reserve. */
  long capacityBytes();

  @Override
  void close();
}
