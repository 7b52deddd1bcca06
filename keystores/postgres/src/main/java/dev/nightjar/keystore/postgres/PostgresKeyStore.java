package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadPace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;

/**
 * Keys in a PostgreSQL database, which any number of replicas share: a row for each key and one for each part. Needs
 * PostgreSQL 12 or later.
 *
 * <p><b>What is promised.</b> Each call is one transaction, or reserves room in one before it: whatever ends the
 * process, the connection or the database leaves all of it or nothing. A key that was committed is there for every
 * replica until it is deleted, as durably as the database is set to keep what it confirms. The capacity is kept
 * exactly, whichever replicas reserve at the same moment; it should be the same for all of them. Uses are noted at
 * most twice a minute for a key. Replicas' clocks should agree within a few seconds, as times of uploads are counted
 * by them.
 *
 * <p>When the database cannot be reached, or all connections are busy, calls are refused as {@code UNAVAILABLE}; when
 * its disk is full, further bytes are refused as {@code STORE_FULL}. Calls succeed again when the cause is gone.
 * Thread-safe.
 */
public final class PostgresKeyStore implements KeyStore {
  /** The schema of the tables unless another is named. */
  public static final String DEFAULT_SCHEMA = "nightjar";

  private static final Duration BETWEEN_TOUCHES = Duration.ofSeconds(30);
  private static final int FINGERPRINT_AT = 8;

  private final Database database;
  private final Schema schema;
  private final KeyTable keys;
  private final PartTable parts;
  private final long capacityBytes;
  private final UploadPace pace;
  private final InstantSource clock;
  private final LongSupplier randomBits;

  /**
   * A store whose tables are made where there are none.
   *
   * @param connections a pool with at least one connection; the caller closes it after the store. Connections come
   *     with the default isolation, read committed
   * @param schema where the tables are, e.g. {@link #DEFAULT_SCHEMA}: lower-case ASCII letters, digits and underscores
   * @param capacityBytes most bytes that all keys together may announce, at least 1
   * @param patience after which an upload is forgotten that does not keep the {@link UploadPace}
   * @throws NightjarException {@code UNAVAILABLE} when the database cannot be used or its tables are of a later
   *     version, {@code INVALID_NAME} when the schema has no such name
   */
  public PostgresKeyStore(DataSource connections, String schema, long capacityBytes, Duration patience) {
    this(connections, new Schema(schema), capacityBytes, patience, InstantSource.system(),
        new SecureRandom()::nextLong);
  }

  PostgresKeyStore(DataSource connections, Schema schema, long capacityBytes, Duration patience, InstantSource clock,
      LongSupplier randomBits) {
    if (capacityBytes < 1) {
      throw new IllegalArgumentException("a key store has room for at least one byte, not " + capacityBytes);
    }
    this.database = new Database(connections);
    this.schema = schema;
    this.keys = new KeyTable(schema);
    this.parts = new PartTable(schema);
    this.capacityBytes = capacityBytes;
    this.pace = UploadPace.of(patience);
    this.clock = clock;
    this.randomBits = randomBits;
    schema.prepare(database);
  }

  /** Now, in the microseconds that the database keeps. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Uid begin(NewKey key) {
    if (key.totalBytes() > Integer.MAX_VALUE) {
      throw new NightjarException(ErrorCode.TOO_LARGE, "a key of " + key.totalBytes() + " bytes is longer than the "
          + Integer.MAX_VALUE + " that this server takes");
    }
    Instant now = now();
    return database.repeatably(connection -> {
      keys.deleteAbandoned(connection, now);
      requireRoom(connection, key.totalBytes(), now);
      Uid uid;
      do {
        uid = Uid.random(randomBits);
      } while (!keys.add(connection, uid, key, randomBits.getAsLong() >>> 1, now, pace.deadline(now, 0)));
      return uid;
    });
  }

  private void requireRoom(Connection connection, long bytes, Instant now) throws SQLException {
    long free = Math.max(0, capacityBytes - keys.reservedBytes(connection, now));
    if (bytes > free) {
      throw new NightjarException(ErrorCode.STORE_FULL, "the key store has " + free + " of " + capacityBytes
          + " bytes free, and this key has " + bytes
          + ": delete keys that are not used any more, or give the servers a larger key store");
    }
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    ToLongFunction<KeyRow> place = row -> offset;
    reserve(uid, place, bytes.remaining());
    return database.repeatably(connection -> store(connection, uid, place, bytes));
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    reserve(uid, KeyRow::firstMissing, bytes.remaining());
    return database.once(connection -> store(connection, uid, KeyRow::firstMissing, bytes));
  }

  /** Makes room for a key of which the first bytes come, one key after the other on all replicas. */
  private void reserve(Uid uid, ToLongFunction<KeyRow> place, int length) {
    KeyRow before = database.ask(connection -> find(connection, uid));
    before.requireFitting(place.applyAsLong(before), length);
    if (before.reserved() || length == 0) {
      return;
    }
    Instant now = now();
    database.repeatably(connection -> {
      schema.lock(connection);
      KeyRow row = keys.lock(connection, uid).orElseThrow(PostgresKeyStore::unknown);
      if (!row.reserved()) {
        requireRoom(connection, row.totalBytes(), now);
        keys.reserve(connection, uid);
      }
      return null;
    });
  }

  private KeyDescription store(Connection connection, Uid uid, ToLongFunction<KeyRow> place, ByteBuffer bytes)
      throws SQLException {
    Instant now = now();
    KeyRow row = keys.lock(connection, uid).filter(key -> !key.isAbandoned(now))
        .orElseThrow(PostgresKeyStore::unknown);
    long offset = place.applyAsLong(row);
    row.requireFitting(offset, bytes.remaining());
    long received = row.receivedBytes();
    ByteBuffer left = bytes.duplicate();
    for (long at = offset; left.hasRemaining(); ) {
      int part = (int) (at / row.partBytes());
      int within = (int) (at % row.partBytes());
      byte[] piece = new byte[Math.min(left.remaining(), row.length(part) - within)];
      left.get(piece);
      received += parts.put(connection, row, part, within, piece);
      at += piece.length;
    }
    long missing = offset <= row.firstMissing() && received > row.receivedBytes()
        ? parts.firstMissing(connection, row, row.firstMissing()) : row.firstMissing();
    KeyRow after = row.with(received, missing, fingerprint(connection, row, missing),
        pace.deadline(row.begun(), received), now);
    keys.note(connection, after);
    return after.description();
  }

  private OptionalLong fingerprint(Connection connection, KeyRow row, long missing) throws SQLException {
    if (row.fingerprint().isPresent() || missing < Frame.HEADER_BYTES) {
      return row.fingerprint();
    }
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    read(connection, row, 0, header);
    return OptionalLong.of(header.getLong(FINGERPRINT_AT));
  }

  /** A key that is there and was not given up. */
  private KeyRow find(Connection connection, Uid uid) throws SQLException {
    Instant now = now();
    return keys.find(connection, uid).filter(key -> !key.isAbandoned(now)).orElseThrow(PostgresKeyStore::unknown);
  }

  private static NightjarException unknown() {
    return new NightjarException(ErrorCode.UNKNOWN_UID, "no key is stored under this uid");
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return database.ask(connection -> find(connection, uid)).description();
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    database.ask(connection -> {
      KeyRow row = find(connection, uid);
      if (offset < 0 || into.remaining() > row.totalBytes() - offset) {
        throw new IndexOutOfBoundsException("a key of " + row.totalBytes() + " bytes has no " + into.remaining()
            + " at byte " + offset);
      }
      // A connection that is lost half-way leaves the buffer as it was, so that all of it is read again.
      ByteBuffer filled = into.duplicate();
      read(connection, row, offset, filled);
      into.position(filled.position());
      return null;
    });
  }

  private void read(Connection connection, KeyRow row, long offset, ByteBuffer into) throws SQLException {
    for (long at = offset; into.hasRemaining(); ) {
      int part = (int) (at / row.partBytes());
      int within = (int) (at % row.partBytes());
      int length = Math.min(into.remaining(), row.length(part) - within);
      if (!parts.read(connection, row.uid(), part, within, into.slice(into.position(), length))) {
        row.requireComplete();
        throw unknown();
      }
      into.position(into.position() + length);
      at += length;
    }
  }

  @Override
  public void commit(Uid uid) {
    Instant now = now();
    if (!database.ask(connection -> keys.commit(connection, uid, now))) {
      database.ask(connection -> find(connection, uid)).requireComplete();
    }
  }

  @Override
  public void touch(Uid uid) {
    Instant now = now();
    database.ask(connection -> {
      keys.touch(connection, uid, now, now.minus(BETWEEN_TOUCHES));
      return null;
    });
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    return database.ask(connection -> keys.idleSince(connection, moment));
  }

  @Override
  public List<Uid> recentlyUsed(int most) {
    return database.ask(connection -> keys.recentlyUsed(connection, most));
  }

  @Override
  public boolean delete(Uid uid) {
    return database.once(connection -> keys.delete(connection, uid));
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    return database.ask(connection -> keys.committedBytes(connection, owner));
  }

  @Override
  public long usedBytes() {
    Instant now = now();
    return database.ask(connection -> keys.reservedBytes(connection, now));
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  /** Refuses further calls; the connections stay the caller's. */
  @Override
  public void close() {
    database.close();
  }
}
