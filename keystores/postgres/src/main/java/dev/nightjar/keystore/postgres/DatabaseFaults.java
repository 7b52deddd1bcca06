package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What failures of the database mean for those who wait for a key. The database's own words go to the log. */
final class DatabaseFaults {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFaults.class);
  private static final String DISK_FULL = "53100";
  private static final Set<String> ENDED = Set.of("57P01", "57P02", "57P03");
  private static final Set<String> COLLIDED = Set.of("40001", "40P01");
  private static final String READ_ONLY = "25006";
  private static final Set<String> FORBIDDEN = Set.of("42501", "28000", "28P01");

  private DatabaseFaults() {
  }

  /** Whether nothing is wrong with the call, so that it may succeed on another connection or a moment later. */
  static boolean isPassing(SQLException e) {
    String state = state(e);
    return state.startsWith("08") || ENDED.contains(state) || COLLIDED.contains(state);
  }

  /** The refusal for those who call the store. */
  static NightjarException of(SQLException e) {
    String state = state(e);
    LOG.warn("the key store's database failed with SQL state '{}': {}", state, e.getMessage());
    if (state.equals(DISK_FULL)) {
      return new NightjarException(ErrorCode.STORE_FULL, "the disk of the key store's database is full: delete keys"
          + " that are not used any more, or give the database more room", e);
    }
    return new NightjarException(ErrorCode.UNAVAILABLE, reason(state) + "; the reason is in the server's log", e);
  }

  private static String reason(String state) {
    if (state.equals(READ_ONLY)) {
      return "the key store's database takes no changes, as a standby does: name the primary in the setting url";
    }
    if (FORBIDDEN.contains(state)) {
      return "the key store's database refuses this server's user: check user, password and rights on the schema";
    }
    return "the key store's database does not answer as it should: try again";
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
