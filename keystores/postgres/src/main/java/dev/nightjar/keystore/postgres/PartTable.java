package dev.nightjar.keystore.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table with a row for each part of a key: its first bytes, without gaps. */
final class PartTable {
  private static final int LENGTHS_AT_ONCE = 256;

  private final String parts;

  PartTable(Schema schema) {
    this.parts = schema.table("parts");
  }

  /**
   * Stores bytes of a part, of a key whose row is locked.
   *
   * @return how many of them were not there
   * @throws dev.nightjar.api.NightjarException {@code KEY_PART_CONFLICT} when they leave a gap or contradict what is
   *     there; the transaction must not be committed then
   */
  int put(Connection connection, KeyRow key, int part, int within, byte[] bytes) throws SQLException {
    if (within == 0 && insert(connection, key.uid(), part, bytes)) {
      return bytes.length;
    }
    int there = length(connection, key.uid(), part);
    long start = (long) part * key.partBytes();
    if (within > there) {
      throw KeyRow.gap(start + within, start + there);
    }
    int known = Math.min(there - within, bytes.length);
    if (known > 0) {
      ByteBuffer stored = ByteBuffer.allocate(known);
      if (!read(connection, key.uid(), part, within, stored)
          || !stored.flip().equals(ByteBuffer.wrap(bytes, 0, known))) {
        throw KeyRow.contradiction();
      }
    }
    if (known < bytes.length) {
      append(connection, key.uid(), part, ByteBuffer.wrap(bytes, known, bytes.length - known));
    }
    return bytes.length - known;
  }

  private boolean insert(Connection connection, long uid, int part, byte[] bytes) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into " + parts
        + " (uid, part, bytes) values (?, ?, ?) on conflict do nothing")) {
      insert.setLong(1, uid);
      insert.setInt(2, part);
      insert.setBytes(3, bytes);
      return insert.executeUpdate() == 1;
    }
  }

  private void append(Connection connection, long uid, int part, ByteBuffer bytes) throws SQLException {
    byte[] more = new byte[bytes.remaining()];
    bytes.get(more);
    try (PreparedStatement update = connection.prepareStatement("update " + parts
        + " set bytes = bytes || ? where uid = ? and part = ?")) {
      update.setBytes(1, more);
      update.setLong(2, uid);
      update.setInt(3, part);
      update.executeUpdate();
    }
  }

  private int length(Connection connection, long uid, int part) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select octet_length(bytes) from " + parts
        + " where uid = ? and part = ?")) {
      query.setLong(1, uid);
      query.setInt(2, part);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** Fills a buffer with bytes of a part; false when they are not there. */
  boolean read(Connection connection, long uid, int part, int within, ByteBuffer into) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select substr(bytes, ?, ?) from " + parts
        + " where uid = ? and part = ?")) {
      query.setInt(1, within + 1);
      query.setInt(2, into.remaining());
      query.setLong(3, uid);
      query.setInt(4, part);
      try (ResultSet row = query.executeQuery()) {
        byte[] bytes = row.next() ? row.getBytes(1) : new byte[0];
        if (bytes.length < into.remaining()) {
          return false;
        }
        into.put(bytes);
        return true;
      }
    }
  }

  /** The first missing byte of a key, of which all is there before a place. */
  long firstMissing(Connection connection, KeyRow key, long from) throws SQLException {
    long missing = from;
    while (missing < key.totalBytes()) {
      int part = (int) (missing / key.partBytes());
      int read = 0;
      try (PreparedStatement query = connection.prepareStatement("select part, octet_length(bytes) from " + parts
          + " where uid = ? and part >= ? order by part limit " + LENGTHS_AT_ONCE)) {
        query.setLong(1, key.uid());
        query.setInt(2, part);
        try (ResultSet row = query.executeQuery()) {
          for (; row.next() && row.getInt(1) == part; part++, read++) {
            missing = (long) part * key.partBytes() + row.getInt(2);
            if (row.getInt(2) < key.length(part)) {
              return missing;
            }
          }
        }
      }
      if (read < LENGTHS_AT_ONCE) {
        return missing;
      }
    }
    return missing;
  }
}
