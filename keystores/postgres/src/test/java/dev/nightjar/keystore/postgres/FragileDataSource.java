package dev.nightjar.keystore.postgres;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections of which the database ends one, before a statement or a commit that is counted. */
final class FragileDataSource implements DataSource {
  private static final Set<String> COUNTED = Set.of("prepareStatement", "createStatement", "commit");

  private final PostgresServer server;
  private int left = Integer.MAX_VALUE;
  private boolean broken;

  FragileDataSource(PostgresServer server) {
    this.server = server;
  }

  /** Ends a connection after so many more statements and commits, once. */
  void breakAfter(int statements) {
    left = statements;
    broken = false;
  }

  /** Whether a connection was ended since {@link #breakAfter}. */
  boolean isBroken() {
    return broken;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real = server.pool().getConnection();
    return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          if (COUNTED.contains(method.getName()) && left-- == 0) {
            left = Integer.MAX_VALUE;
            broken = true;
            server.execute("select pg_terminate_backend(" + DatabaseFaultsTest.process(real) + ", 10000)");
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("one user");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
  }

  @Override
  public void setLoginTimeout(int seconds) {
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("none");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException("nothing is wrapped");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
