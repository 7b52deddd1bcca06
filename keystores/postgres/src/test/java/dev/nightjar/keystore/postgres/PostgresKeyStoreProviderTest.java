package dev.nightjar.keystore.postgres;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PostgresServer.Shared.class)
class PostgresKeyStoreProviderTest {
  private static final String URL = "postgresql://localhost:1/x";

  private static PostgresKeyStoreProvider provider(Map<String, String> environment) {
    return new PostgresKeyStoreProvider(environment, PostgresKeyStoreProvider.class.getClassLoader());
  }

  @Test
  void itIsFoundAsAnExtension() {
    assertThat(ServiceLoader.load(KeyStoreProvider.class)).anyMatch(p -> p.name().equals("postgres")
        && p.apiVersion() == KeyStoreProvider.API_VERSION && p.obstacle().isEmpty());
  }

  @Test
  void addressesWithColonsAreReadAsOneSetting() {
    Map<String, String> settings = ExtensionChoice.of("postgres:url=postgresql://db:5432/keys?sslmode=require:user=me",
        PostgresSettings.ALL, IllegalArgumentException::new).settings();
    PostgresSettings given = new PostgresSettings(settings, Map.of());
    assertThat(given.url()).isEqualTo("jdbc:postgresql://db:5432/keys?sslmode=require");
    assertThat(given.user()).hasValue("me");
  }

  @Test
  void aStoreIsOpenedFromSettings(PostgresServer server) throws Exception {
    String schema = server.schema();
    try (KeyStore store = provider(Map.of()).create(Map.of("url", server.url(), "user", "postgres", "schema", schema,
        "capacity-mib", "3", "connections", "2"))) {
      assertThat(store.capacityBytes()).isEqualTo(3L << 20);
      assertThat(store.usedBytes()).isZero();
    }
    server.execute("drop schema " + schema + " cascade");
  }

  @Test
  void theEnvironmentGivesWhatTheSettingsDoNot(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from a file\nsecond line\n");
    Map<String, String> environment = Map.of("NIGHTJAR_POSTGRES_URL", "jdbc:postgresql://e/x?password=p",
        "NIGHTJAR_POSTGRES_USER", "u", "NIGHTJAR_POSTGRES_PASSWORD", "from the environment");
    PostgresSettings given = new PostgresSettings(Map.of(), environment);
    assertThat(given.url()).isEqualTo("jdbc:postgresql://e/x?password=p");
    assertThat(given.user()).hasValue("u");
    assertThat(given.password()).hasValue("from the environment");
    assertThat(new PostgresSettings(Map.of("password-file", file.toString()), environment).password())
        .hasValue("from a file");
    assertThat(new PostgresSettings(Map.of(), Map.of()).password()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "url | postgresql://h/d?user=a&password=secret | must not hold a password",
      "url | postgresql://me:secret@h/d | without a user",
      "url | mysql://h/d | postgresql://HOST:PORT/DATABASE",
      "schema | No | lower-case letters",
      "connections | 0 | 1 to 1000",
      "connections | many | 1 to 1000",
      "capacity-mib | 0 | 1 to 1073741824",
      "upload-idle-seconds | 9999999 | 1 to 604800",
      "password-file | /no/such/file | can be read",
      "colour | red | has no setting 'colour'"})
  void badSettingsAreRefusedByNameAndNoSecretIsRepeated(String name, String value, String words) {
    Map<String, String> settings = new HashMap<>(Map.of("url", URL));
    settings.put(name, value);
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> provider(Map.of()).create(settings))).contains(words)
        .doesNotContain("secret");
  }

  @Test
  void theAddressIsNeeded() {
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> provider(Map.of()).create(Map.of())))
        .contains("setting url", "NIGHTJAR_POSTGRES_URL");
  }

  @Test
  void anEmptyFileOfThePasswordIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("password"));
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> provider(Map.of()).create(Map.of("url", URL, "password-file",
        file.toString())))).contains("is empty");
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidAtTheStart() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> provider(Map.of()).create(Map.of("url", "postgresql://localhost:"
        + port + "/x", "user", "me")))).contains("does not let this server in", "check the settings url");
  }

  @Test
  void whatIsMissingBesideTheJarIsNamed() {
    PostgresKeyStoreProvider bare = new PostgresKeyStoreProvider(Map.of(), ClassLoader.getPlatformClassLoader());
    assertThat(bare.obstacle()).hasValueSatisfying(reason -> assertThat(reason).contains("org.postgresql:postgresql",
        "com.zaxxer:HikariCP", "class path"));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> bare.create(Map.of("url", URL)))).contains("HikariCP");
  }
}
