package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Runs work on connections of a pool, each piece in a transaction of its own. What fails, in the database or in the
 * work, has changed nothing. Thread-safe.
 */
final class Database {
  private static final int ATTEMPTS = 3;

  /** A server that dies with a transaction open must not hold up the others longer than this. */
  private static final String PATIENCE =
      "set local idle_in_transaction_session_timeout = '30s'; set local lock_timeout = '30s'";

  private final DataSource connections;
  private volatile boolean closed;

  Database(DataSource connections) {
    this.connections = connections;
  }

  /** What is done with a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** One statement; it is tried again on another connection when one was lost. */
  <T> T ask(Work<T> statement) {
    return run(ATTEMPTS, connection -> {
      connection.setAutoCommit(true);
      return statement.on(connection);
    });
  }

  /** A transaction that may be done twice: it is tried again when its connection was lost or it met another one. */
  <T> T repeatably(Work<T> work) {
    return run(ATTEMPTS, connection -> transaction(connection, work));
  }

  /** A transaction that must not be done twice. */
  <T> T once(Work<T> work) {
    return run(1, connection -> transaction(connection, work));
  }

  private <T> T run(int attempts, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      if (closed) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed");
      }
      try (Connection connection = connection()) {
        return work.on(connection);
      } catch (SQLException e) {
        if (attempt == attempts || !DatabaseFaults.isPassing(e)) {
          throw DatabaseFaults.of(e);
        }
      }
    }
  }

  /** Asked once: a pool has waited by itself. */
  private Connection connection() {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      throw DatabaseFaults.of(e);
    }
  }

  private static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute(PATIENCE);
      }
      T result = work.on(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        undo(connection);
      }
    }
  }

  /** A connection that cannot even undo is lost, and what was done with it is undone by the database. */
  private static void undo(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // the failure that led here is reported
    }
  }

  void close() {
    closed = true;
  }
}
