package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * Where in a database the tables are, and how they come there. Several replicas may start at once: one makes the
 * tables, the others wait for it.
 *
 * @param name lower-case ASCII letters, digits and underscores, at most 63, beginning with a letter
 */
record Schema(String name) {
  /** The version that this program reads and writes. */
  static final int VERSION = 1;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** First half of the numbers of this program's advisory locks; the second one differs between schemas. */
  private static final int LOCKS = 0x4e4a4b53;

  Schema {
    if (!NAME.matcher(name).matches() || name.startsWith("pg_")) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the setting schema of the key store 'postgres' has 1 to 63"
          + " lower-case letters, digits and underscores, begins with a letter and not with pg_, unlike '" + name
          + "'");
    }
  }

  /** A table's name in SQL. */
  String table(String table) {
    return quoted() + "." + table;
  }

  private String quoted() {
    return '"' + name + '"';
  }

  /** Waits until no other transaction on this schema has the lock, which ends with the transaction. */
  void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOCKS);
      lock.setInt(2, name.hashCode());
      lock.execute();
    }
  }

  /**
   * Makes the tables, where there are none.
   *
   * @throws NightjarException {@code UNAVAILABLE} when they are of a later version, or cannot be made
   */
  void prepare(Database database) {
    int version = database.repeatably(connection -> {
      lock(connection);
      if (!exists(connection)) {
        make(connection);
      }
      return version(connection);
    });
    if (version != VERSION) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the tables in the schema '" + name + "' of the key store's"
          + " database are of version " + version + ", and this server knows version " + VERSION
          + ": update this server, or name another schema");
    }
  }

  private boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select to_regclass(?) is not null")) {
      query.setString(1, table("version"));
      return first(query).getBoolean(1);
    }
  }

  private int version(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select max(number) from " + table("version"))) {
      return first(query).getInt(1);
    }
  }

  private static ResultSet first(PreparedStatement query) throws SQLException {
    ResultSet rows = query.executeQuery();
    rows.next();
    return rows;
  }

  /** A user that may not make schemas can use one that was made for it. */
  private void make(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement query = connection.prepareStatement("select to_regnamespace(?) is not null")) {
      query.setString(1, quoted());
      if (!first(query).getBoolean(1)) {
        statement.execute("create schema " + quoted());
      }
      for (String command : script().replace("${schema}", quoted()).split(";\\R")) {
        if (!command.isBlank()) {
          statement.execute(command);
        }
      }
    }
  }

  private static String script() {
    try (InputStream in = Schema.class.getResourceAsStream("schema-" + VERSION + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the script of the tables cannot be read from this program's jar", e);
    }
  }
}
