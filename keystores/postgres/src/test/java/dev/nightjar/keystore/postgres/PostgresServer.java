package dev.nightjar.keystore.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real PostgreSQL on loopback, one for all tests of the module; each test has a schema of its own. */
final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path data;
  private final HikariDataSource pool;
  private final AtomicInteger schemas = new AtomicInteger();

  private PostgresServer(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
    this.pool = ConnectionPool.open(new PostgresSettings(Map.of("url", url(), "user", "postgres", "connections", "20"),
        Map.of()));
  }

  /** Starts one whose data go with it. */
  static PostgresServer start() throws IOException {
    return start(EmbeddedPostgres.builder(), null);
  }

  /** Starts one whose data stay in a folder. */
  static PostgresServer start(Path data) throws IOException {
    return start(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false), data);
  }

  /** Starts one that was closed, on the same port. */
  PostgresServer startAgain() throws IOException {
    return start(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false)
        .setPort(server.getPort()), data);
  }

  private static PostgresServer start(EmbeddedPostgres.Builder builder, Path data) throws IOException {
    String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    Assumptions.assumeTrue(platform.matches("Linux on (amd64|x86_64)"),
        "the tests' PostgreSQL is there for Linux on amd64 alone, not for " + platform);
    return new PostgresServer(builder.setPGStartupWait(Duration.ofMinutes(1)).start(), data);
  }

  /** Gives tests the server of the module. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PostgresServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context.getRoot().getStore(ExtensionContext.Namespace.create(PostgresServer.class))
          .computeIfAbsent("server", name -> {
            try {
              return start();
            } catch (IOException e) {
              throw new IllegalStateException("PostgreSQL does not start", e);
            }
          }, PostgresServer.class);
    }
  }

  String url() {
    return "postgresql://localhost:" + server.getPort() + "/postgres";
  }

  DataSource pool() {
    return pool;
  }

  /** The name of a schema that is not there. */
  String schema() {
    return "test" + schemas.incrementAndGet();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    pool.close();
    server.close();
  }
}
