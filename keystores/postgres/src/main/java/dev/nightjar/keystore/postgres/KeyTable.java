package dev.nightjar.keystore.postgres;

import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table with a row for each key. */
final class KeyTable {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final String keys;
  private final String parts;

  KeyTable(Schema schema) {
    this.keys = schema.table("keys");
    this.parts = schema.table("parts");
  }

  private static PreparedStatement statement(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i] instanceof Instant instant ? moment(instant) : values[i]);
    }
    return statement;
  }

  /** A moment that the database can write; what lies outside of its calendar is infinity. */
  private static OffsetDateTime moment(Instant instant) {
    if (instant.isAfter(LAST)) {
      return OffsetDateTime.MAX;
    }
    return instant.isBefore(FIRST) ? OffsetDateTime.MIN : instant.atOffset(ZoneOffset.UTC);
  }

  private static int change(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = statement(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static long number(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = statement(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Adds a key of which nothing is there; false when the uid is taken. */
  boolean add(Connection connection, Uid uid, NewKey key, long generation, Instant now, Instant deadline)
      throws SQLException {
    return change(connection, "insert into " + keys + " (uid, owner, total_bytes, part_bytes, generation, begun,"
        + " deadline, last_use) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing", uid.value(),
        key.owner().text(), key.totalBytes(), key.partBytes(), generation, now, deadline, now) == 1;
  }

  Optional<KeyRow> find(Connection connection, Uid uid) throws SQLException {
    return row(connection, "select * from " + keys + " where uid = ?", uid);
  }

  /** Finds a key and lets no other transaction change it before this one ends. */
  Optional<KeyRow> lock(Connection connection, Uid uid) throws SQLException {
    return row(connection, "select * from " + keys + " where uid = ? for no key update", uid);
  }

  private static Optional<KeyRow> row(Connection connection, String sql, Uid uid) throws SQLException {
    try (PreparedStatement statement = statement(connection, sql, uid.value());
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long print = row.getLong("fingerprint");
      OptionalLong fingerprint = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(print);
      return Optional.of(new KeyRow(row.getLong("uid"), new KeyOwner(row.getString("owner")),
          row.getLong("total_bytes"), row.getInt("part_bytes"), row.getLong("generation"),
          row.getLong("received_bytes"), row.getLong("first_missing"), row.getBoolean("reserved"),
          row.getBoolean("committed"), fingerprint, instant(row, "begun"), instant(row, "deadline"),
          instant(row, "last_use")));
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  void reserve(Connection connection, Uid uid) throws SQLException {
    change(connection, "update " + keys + " set reserved = true where uid = ?", uid.value());
  }

  /** Writes what arrived of a key. */
  void note(Connection connection, KeyRow row) throws SQLException {
    change(connection, "update " + keys + " set received_bytes = ?, first_missing = ?, fingerprint = ?, deadline = ?,"
        + " last_use = ? where uid = ?", row.receivedBytes(), row.firstMissing(),
        row.fingerprint().isPresent() ? row.fingerprint().getAsLong() : null, row.deadline(), row.lastUse(),
        row.uid());
  }

  /** Commits a key of which all is there; false when there is none, or it is committed already. */
  boolean commit(Connection connection, Uid uid, Instant now) throws SQLException {
    return change(connection, "update " + keys + " set committed = true, last_use = ? where uid = ? and not committed"
        + " and deadline >= ? and total_bytes = (select sum(octet_length(bytes)) from " + parts + " where uid = ?)",
        now, uid.value(), now, uid.value()) == 1;
  }

  /** Notes a use that is later than this moment, of a committed key; does nothing where a later one is known. */
  void touch(Connection connection, Uid uid, Instant now, Instant since) throws SQLException {
    change(connection, "update " + keys + " set last_use = ? where uid = ? and committed and last_use < ?", now,
        uid.value(), since);
  }

  List<Uid> idleSince(Connection connection, Instant moment) throws SQLException {
    return uids(connection, "select uid from " + keys + " where committed and last_use < ? order by uid", moment);
  }

  List<Uid> recentlyUsed(Connection connection, int most) throws SQLException {
    return uids(connection, "select uid from " + keys + " where committed order by last_use desc limit ?", most);
  }

  private static List<Uid> uids(Connection connection, String query, Object value) throws SQLException {
    List<Uid> uids = new ArrayList<>();
    try (PreparedStatement statement = statement(connection, query, value); ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        uids.add(new Uid(rows.getLong(1)));
      }
    }
    return uids;
  }

  boolean delete(Connection connection, Uid uid) throws SQLException {
    return change(connection, "delete from " + keys + " where uid = ?", uid.value()) == 1;
  }

  /** Deletes uploads that were given up, but for those with which another transaction is busy. */
  void deleteAbandoned(Connection connection, Instant now) throws SQLException {
    change(connection, "delete from " + keys + " where uid in (select uid from " + keys
        + " where not committed and deadline < ? for update skip locked)", now);
  }

  long committedBytes(Connection connection, KeyOwner owner) throws SQLException {
    return number(connection, "select coalesce(sum(total_bytes), 0) from " + keys + " where committed and owner = ?",
        owner.text());
  }

  /** Bytes of keys that have room, those that were given up left out. */
  long reservedBytes(Connection connection, Instant now) throws SQLException {
    return number(connection, "select coalesce(sum(total_bytes), 0) from " + keys
        + " where reserved and (committed or deadline >= ?)", now);
  }
}
