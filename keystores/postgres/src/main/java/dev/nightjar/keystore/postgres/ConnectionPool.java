package dev.nightjar.keystore.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens pools of connections; the one class that needs HikariCP. */
final class ConnectionPool {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
  private static final int PATIENCE_MS = 10_000;

  /** What holds unless the address says otherwise: a database that says nothing is given up, in seconds. */
  private static final Map<String, String> DRIVER = Map.of("connectTimeout", "10", "socketTimeout", "60",
      "tcpKeepAlive", "true", "ApplicationName", "nightjar");

  private ConnectionPool() {
  }

  /**
   * A pool with a connection that works.
   *
   * @throws NightjarException {@code UNAVAILABLE} when the database refuses or does not answer
   */
  static HikariDataSource open(PostgresSettings settings) {
    return open(settings, PATIENCE_MS);
  }

  /**
   * The same with another time for which a caller waits for a connection.
   *
   * @param patience in milliseconds, at least 250
   */
  static HikariDataSource open(PostgresSettings settings, long patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("nightjar-keys");
    config.setDataSourceClassName(PostgresKeyStoreProvider.DATA_SOURCE);
    config.addDataSourceProperty("URL", withDefaults(settings.url()));
    settings.user().ifPresent(config::setUsername);
    settings.password().ifPresent(config::setPassword);
    config.setMaximumPoolSize(settings.connections());
    config.setConnectionTimeout(patience);
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      LOG.warn("the key store's database does not let this server in: {}", e.getMessage());
      throw new NightjarException(ErrorCode.UNAVAILABLE, "key store 'postgres': the database does not let this server"
          + " in: " + reason(e) + "; check the settings url, user and password-file, and that it runs", e);
    }
  }

  private static String reason(Throwable e) {
    return e.getCause() == null ? "no reason was given" : e.getCause().getMessage();
  }

  private static String withDefaults(String url) {
    StringBuilder whole = new StringBuilder(url);
    DRIVER.forEach((name, value) -> {
      if (!url.contains(name + "=")) {
        whole.append(whole.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(value);
      }
    });
    return whole.toString();
  }
}
