package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of the key store {@code postgres}, and what they mean. */
final class PostgresSettings {
  static final String URL_VARIABLE = "NIGHTJAR_POSTGRES_URL";
  static final String USER_VARIABLE = "NIGHTJAR_POSTGRES_USER";
  static final String PASSWORD_VARIABLE = "NIGHTJAR_POSTGRES_PASSWORD";

  static final List<Setting> ALL = List.of(
      new Setting("url", "address of the database, as postgresql://db.example.org:5432/nightjar; " + URL_VARIABLE
          + " unless given"),
      new Setting("user", "name of this server at the database; " + USER_VARIABLE + " unless given"),
      new Setting("password-file", "file whose first line is the password; " + PASSWORD_VARIABLE + " unless given"),
      new Setting("schema", "schema of the tables, which are made where there are none; "
          + PostgresKeyStore.DEFAULT_SCHEMA + " unless given"),
      new Setting("connections", "most connections of this server to the database; 10 unless given"),
      new Setting("capacity-mib", "MiB that all keys may take, the same for all servers; 102400 unless given"),
      new Setting("upload-idle-seconds", "seconds that an upload may take, and one more for each 8 KiB that arrived;"
          + " 600 unless given"));

  private static final Pattern SECRET = Pattern.compile("[?&](password|sslpassword)=");
  private static final int MAX_CAPACITY_MIB = 1 << 30;
  private static final int MAX_SECONDS = 7 * 24 * 3600;
  private static final int MAX_CONNECTIONS = 1000;

  private final Map<String, String> settings;
  private final Map<String, String> environment;

  /**
   * Settings.
   *
   * @throws NightjarException {@code INVALID_NAME} when there is no such setting
   */
  PostgresSettings(Map<String, String> settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
    Setting.refusal("setting", ALL, settings).ifPresent(reason -> {
      throw new NightjarException(ErrorCode.INVALID_NAME, "key store 'postgres' " + reason);
    });
  }

  private static NightjarException bad(String name, String form) {
    return new NightjarException(ErrorCode.INVALID_NAME, "the setting " + name + " of the key store 'postgres' is "
        + form);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  /** The address as the driver reads it. What it holds is not repeated in messages: it may be a secret. */
  String url() {
    Optional<String> given = Optional.ofNullable(settings.get("url"));
    if (given.isPresent() && SECRET.matcher(given.get()).find()) {
      throw bad("url", "seen by everybody on this machine, so it must not hold a password: put it into "
          + PASSWORD_VARIABLE + " or into a file that the setting password-file names");
    }
    String url = given.or(() -> variable(URL_VARIABLE)).orElseThrow(() -> new NightjarException(
        ErrorCode.INVALID_NAME, "the key store 'postgres' needs the setting url, or " + URL_VARIABLE));
    String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
    if (!plain.matches("postgres(ql)?:.+") || plain.split("[?]", 2)[0].contains("@")) {
      throw bad("url", "postgresql://HOST:PORT/DATABASE, without a user, which has a setting of its own");
    }
    return "jdbc:postgresql:" + plain.substring(plain.indexOf(':') + 1);
  }

  Optional<String> user() {
    return Optional.ofNullable(settings.get("user")).or(() -> variable(USER_VARIABLE));
  }

  Optional<String> password() {
    String file = settings.get("password-file");
    if (file == null) {
      return variable(PASSWORD_VARIABLE);
    }
    try {
      return Optional.of(Files.readString(Path.of(file)).lines().findFirst().filter(line -> !line.isEmpty())
          .orElseThrow(() -> bad("password-file", "a file with a password in its first line; " + file + " is empty")));
    } catch (IOException | InvalidPathException e) {
      throw bad("password-file", "a file that can be read, unlike " + file);
    }
  }

  String schema() {
    return settings.getOrDefault("schema", PostgresKeyStore.DEFAULT_SCHEMA);
  }

  int connections() {
    return (int) number("connections", 10, MAX_CONNECTIONS);
  }

  long capacityBytes() {
    return number("capacity-mib", 100 << 10, MAX_CAPACITY_MIB) << 20;
  }

  Duration patience() {
    return Duration.ofSeconds(number("upload-idle-seconds", 600, MAX_SECONDS));
  }

  private long number(String name, int byDefault, int max) {
    String text = settings.getOrDefault(name, Integer.toString(byDefault));
    long value = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
    if (value < 1 || value > max) {
      throw bad(name, "1 to " + max + ", not " + text);
    }
    return value;
  }
}
