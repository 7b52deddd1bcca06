package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.UploadPace;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of the key store {@code s3}, and what they mean. */
final class S3Settings {
  static final List<Setting> ALL = List.of(
      new Setting("bucket", "name of the bucket, which is there"),
      new Setting("prefix", "beginning of the names of all objects; none unless given"),
      new Setting("region", "region of the service; AWS_REGION, else us-east-1 unless given"),
      new Setting("endpoint", "address of the service, as https://s3.example.org:9000; AWS_ENDPOINT_URL_S3, else"
          + " AWS_ENDPOINT_URL, else that of AWS in the region unless given"),
      new Setting("path-style", List.of("true", "false"), "whether the bucket's name is in the path rather than in the"
          + " host's name; true where an endpoint is given"),
      new Setting("capacity-mib", "MiB that all keys may take; 102400 unless given"),
      new Setting("upload-idle-seconds", "seconds that an upload may take, and one more for each 8 KiB that arrived;"
          + " 600 unless given"),
      new Setting("use-seconds", "a key's use is noted at most once in so many seconds; 25 unless given"));

  private static final int MAX_CAPACITY_MIB = 1 << 30;
  private static final int MAX_SECONDS = 7 * 24 * 3600;

  private final Map<String, String> settings;
  private final Map<String, String> environment;

  /**
   * Settings.
   *
   * @throws NightjarException {@code INVALID_NAME} when there is no such setting
   */
  S3Settings(Map<String, String> settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
    Setting.refusal("setting", ALL, settings).ifPresent(reason -> {
      throw new NightjarException(ErrorCode.INVALID_NAME, "key store 's3' " + reason);
    });
  }

  private static NightjarException bad(String name, String form) {
    return new NightjarException(ErrorCode.INVALID_NAME, "the setting " + name + " of the key store 's3' is " + form);
  }

  private Optional<String> value(String name, String... variables) {
    Optional<String> value = Optional.ofNullable(settings.get(name));
    for (String variable : variables) {
      value = value.or(() -> Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank()));
    }
    return value;
  }

  /** Where the bucket is. */
  BucketAddress address() {
    String bucket = value("bucket").orElseThrow(() -> new NightjarException(ErrorCode.INVALID_NAME,
        "the key store 's3' needs the setting bucket"));
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw bad("bucket", "3 to 63 lower-case letters, digits, dots and dashes, not " + bucket);
    }
    String prefix = value("prefix").orElse("");
    if (!prefix.matches("[A-Za-z0-9_./-]{0,256}") || prefix.startsWith("/") || ("/" + prefix).contains("/.")
        || prefix.contains("//")) {
      throw bad("prefix", "letters, digits and _.-/ and has no empty or hidden folder, unlike " + prefix);
    }
    String region = value("region", "AWS_REGION", "AWS_DEFAULT_REGION").orElse("us-east-1");
    if (!region.matches("[A-Za-z0-9-]{1,64}")) {
      throw bad("region", "letters, digits and dashes, not " + region);
    }
    Optional<String> given = value("endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
    boolean pathStyle = value("path-style").map(Boolean::parseBoolean).orElse(given.isPresent());
    if (!pathStyle && bucket.contains(".") && given.isEmpty()) {
      throw bad("path-style", "true where the bucket's name has a dot, as in " + bucket
          + ": the service's certificate is for names without");
    }
    return new BucketAddress(given.map(S3Settings::endpoint)
        .orElseGet(() -> URI.create("https://s3." + region + ".amazonaws.com")), bucket, pathStyle,
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/", region);
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
          && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw bad("endpoint", "an address, not " + text);
    }
    throw bad("endpoint", "an address of scheme http or https, host and, if it is to be, port, not " + text);
  }

  StoreLimits limits() {
    return new StoreLimits(number("capacity-mib", 100 << 10, MAX_CAPACITY_MIB) << 20, Integer.MAX_VALUE,
        UploadPace.of(Duration.ofSeconds(number("upload-idle-seconds", 600, MAX_SECONDS))), StoreLimits.FRESHNESS,
        Duration.ofSeconds(number("use-seconds", 25, MAX_SECONDS)));
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
