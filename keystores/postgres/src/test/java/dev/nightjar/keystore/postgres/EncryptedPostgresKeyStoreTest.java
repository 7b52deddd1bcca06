package dev.nightjar.keystore.postgres;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import dev.nightjar.runtime.keys.MasterKeys;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over a database of encrypted keys that two stores share. */
@ExtendWith(PostgresServer.Shared.class)
class EncryptedPostgresKeyStoreTest extends KeyStoreContract {
  private static final MasterKeys MASTERS = MasterKeys.of(List.of(bytes(MasterKeys.KEY_BYTES)));

  private final PostgresServer server;
  private final Schema schema;
  private final SplittableRandom random = new SplittableRandom(6);

  EncryptedPostgresKeyStoreTest(PostgresServer server) {
    this.server = server;
    this.schema = new Schema(server.schema());
  }

  private synchronized long draw() {
    return random.nextLong();
  }

  @Override
  protected int besideEachKey() {
    return 48;
  }

  @Override
  protected KeyStore open() {
    return new EncryptedKeyStore(new PostgresKeyStore(server.pool(), schema, CAPACITY, Duration.ofMinutes(10),
        () -> now, this::draw), MASTERS);
  }

  @Override
  protected KeyStore replica() {
    return open();
  }

  @AfterEach
  void dropTheSchema() throws SQLException {
    server.execute("drop schema " + schema.name() + " cascade");
  }
}
