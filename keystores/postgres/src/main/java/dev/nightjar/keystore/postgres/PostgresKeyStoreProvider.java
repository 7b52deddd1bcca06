package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Key stores in PostgreSQL databases, under the name {@code postgres}. Several replicas may use one database. Needs the
 * driver and HikariCP beside this jar, which the command line brings; hosts with a pool of their own take
 * {@link PostgresKeyStore}.
 */
public final class PostgresKeyStoreProvider implements KeyStoreProvider {
  static final String DATA_SOURCE = "org.postgresql.ds.PGSimpleDataSource";

  private static final Map<String, String> NEEDED = Map.of(
      DATA_SOURCE, "the PostgreSQL driver (org.postgresql:postgresql)",
      "com.zaxxer.hikari.HikariDataSource", "the connection pool HikariCP (com.zaxxer:HikariCP)");

  private final Map<String, String> environment;
  private final ClassLoader classes;

  /** A provider that reads this process's environment. */
  public PostgresKeyStoreProvider() {
    this(System.getenv(), PostgresKeyStoreProvider.class.getClassLoader());
  }

  PostgresKeyStoreProvider(Map<String, String> environment, ClassLoader classes) {
    this.environment = Map.copyOf(environment);
    this.classes = classes;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Setting> settings() {
    return PostgresSettings.ALL;
  }

  @Override
  public Optional<String> obstacle() {
    List<String> missing = NEEDED.entrySet().stream().filter(need -> !isThere(need.getKey())).map(Map.Entry::getValue)
        .sorted().toList();
    return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", missing)
        + " is missing: add it to the class path, beside nightjar-keystore-postgres");
  }

  private boolean isThere(String name) {
    try {
      Class.forName(name, false, classes);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** An open store, which has made its tables where there are none. */
  @Override
  public KeyStore create(Map<String, String> settings) {
    PostgresSettings given = new PostgresSettings(settings, environment);
    obstacle().ifPresent(reason -> {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "key store 'postgres': " + reason);
    });
    // Whatever is wrong with the settings is said before a connection is tried.
    new Schema(given.schema());
    return PooledKeyStore.open(given);
  }
}
