package dev.nightjar.keystore.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.nightjar.api.keys.ForwardingKeyStore;

/** A store with a pool of its own, which is closed with it. */
final class PooledKeyStore extends ForwardingKeyStore {
  private final HikariDataSource pool;

  private PooledKeyStore(PostgresKeyStore store, HikariDataSource pool) {
    super(store);
    this.pool = pool;
  }

  static PooledKeyStore open(PostgresSettings settings) {
    long capacity = settings.capacityBytes();
    var patience = settings.patience();
    HikariDataSource pool = ConnectionPool.open(settings);
    try {
      return new PooledKeyStore(new PostgresKeyStore(pool, settings.schema(), capacity, patience), pool);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  @Override
  public void close() {
    super.close();
    pool.close();
  }
}
