package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.primitives.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by bearer tokens, whose SHA-256 a file has, and refuses all others. A line is a name and a hash in
 * hexadecimal, and {@code admin} behind them for a caller who runs the server ({@link Caller#admin}). A name may have
 * several lines, so that a token can be replaced while the old one still works. Empty lines and those that begin with
 * {@code #} are skipped.
 *
 * <p>The file is looked at again each second. A change counts for the next request; when a changed file cannot be read,
 * the log says so and the tokens that were read last go on being used. A hash is enough, without salt and stretching,
 * as tokens are {@linkplain #newToken 256 random bits} and no passwords.
 *
 * <p>Thread-safe.
 */
public final class TokenFile implements CallerResolver {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final String PREFIX = "nj_";
  private static final int TOKEN_BYTES = 32;
  private static final int MAX_TOKEN_CHARS = 1024;
  private static final String ADMIN = "admin";
  private static final String SCHEME = "Bearer ";

  private final Path file;
  private final LongSupplier nanoTime;

  /** Guarded by this, as is what follows. */
  private Object state;

  private long checked;
  private List<Entry> entries;

  private record Entry(String name, byte[] sha256, boolean admin) {
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read
   * @throws NightjarException {@code INVALID_FORMAT} with the number of a line that is wrong
   */
  public TokenFile(Path file) throws IOException {
    this(file, System::nanoTime);
  }

  TokenFile(Path file, LongSupplier nanoTime) throws IOException {
    this.file = Objects.requireNonNull(file, "file");
    this.nanoTime = nanoTime;
    this.state = stateOfFile();
    this.checked = nanoTime.getAsLong();
    this.entries = read();
  }

  /** A new token: 256 random bits. It is secret, and nothing but its {@link #line} need be kept here. */
  public static String newToken(SecureRandom random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The line of a token in a file.
   *
   * @param name of the caller, 1 to 64 ASCII letters, digits and {@code . _ @ -}
   * @throws NightjarException {@code INVALID_NAME} for another name
   */
  public static String line(String name, String token) {
    if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "a caller's name has 1 to 64 letters, digits and the characters . _ @ -, unlike " + Words.quote(name));
    }
    return name + " " + HexFormat.of().formatHex(hash(token));
  }

  /** The line of a token of a caller who runs the server. */
  public static String adminLine(String name, String token) {
    return line(name, token) + " " + ADMIN;
  }

  private static byte[] hash(String token) {
    return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }

  private Object stateOfFile() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
  }

  private List<Entry> read() throws IOException {
    List<Entry> all = new ArrayList<>();
    int number = 0;
    for (String raw : Files.readAllLines(file)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+");
      boolean admin = words.length == 3 && words[2].equals(ADMIN);
      if (words.length != 2 && !admin || !words[0].matches("[A-Za-z0-9._@-]{1,64}")
          || !words[1].matches("[0-9a-fA-F]{64}")) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT, file + ", line " + number
            + ": a line is a name and the SHA-256 of a token in 64 hexadecimal digits, and 'admin' behind them for who"
            + " runs the server; 'nightjar token' writes it");
      }
      all.add(new Entry(words[0], HexFormat.of().parseHex(words[1]), admin));
    }
    return List.copyOf(all);
  }

  private synchronized List<Entry> entries() {
    long now = nanoTime.getAsLong();
    if (now - checked >= Duration.ofSeconds(1).toNanos()) {
      checked = now;
      refresh();
    }
    return entries;
  }

  private synchronized void refresh() {
    try {
      Object found = stateOfFile();
      if (!found.equals(state)) {
        state = found;
        entries = read();
        LOG.info("read {} again: {} tokens", file, entries.size());
      }
    } catch (IOException | NightjarException e) {
      LOG.error("the tokens cannot be read again, those that were read before go on being used: {}", e.toString());
    }
  }

  /** The name that a token belongs to. Every hash is compared in full, whatever the token is. */
  public Optional<String> nameOf(String token) {
    return entryOf(token).map(Entry::name);
  }

  private Optional<Entry> entryOf(String token) {
    byte[] shown = hash(token);
    Entry found = null;
    for (Entry entry : entries()) {
      int difference = 0;
      for (int i = 0; i < shown.length; i++) {
        difference |= shown[i] ^ entry.sha256[i];
      }
      found = difference == 0 ? entry : found;
    }
    return Optional.ofNullable(found);
  }

  @Override
  public Caller resolve(HttpServletRequest request) {
    return callerOf(request.getHeader("Authorization"));
  }

  /**
   * The caller of a request, for hosts without servlets.
   *
   * @param header the header {@code Authorization}, or null
   * @throws NightjarException {@code UNAUTHENTICATED} where it has no token that the file knows
   */
  public Caller callerOf(String header) {
    if (header == null || header.length() > MAX_TOKEN_CHARS
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refusal("this server answers callers that it knows: send 'Authorization: Bearer' with a token of its"
          + " operator");
    }
    Entry entry = entryOf(header.substring(SCHEME.length()).strip()).orElseThrow(() -> refusal(
        "the bearer token is not one that this server knows; it was mistyped, or withdrawn by the server's operator"));
    Caller caller = Caller.of(entry.name);
    return entry.admin ? caller.asAdmin() : caller;
  }

  private static NightjarException refusal(String message) {
    return new NightjarException(ErrorCode.UNAUTHENTICATED, message);
  }
}
