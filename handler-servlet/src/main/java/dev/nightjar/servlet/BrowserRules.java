package dev.nightjar.servlet;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Which pages in browsers may use an endpoint, and under which names it is asked. Immutable.
 *
 * <p>Pages of other origins get no answer to read unless theirs is listed (CORS). Permission for cookies is never
 * given: a page sends its token itself. A page can also make its own name lead to an address of the visitor's machine
 * or network (DNS rebinding), and then asks the endpoint as its own; where the names are listed, requests under others
 * are refused with status 421.
 *
 * @param origins origins of pages such as {@code https://app.example} that may use the endpoint, or {@code *} for all;
 *     none when empty
 * @param hosts names and addresses in the requests' {@code Host}, without ports; all when empty
 */
public record BrowserRules(Set<String> origins, Set<String> hosts) {
  /** Any page of any origin. */
  public static final String ALL = "*";

  private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");
  private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1");
  private static final String LOOPBACK_NAME = "localhost";

  private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
  private static final String SENT = "Authorization, Content-Type, Content-Encoding, If-None-Match, "
      + "Inference-Header-Content-Length, Nightjar-CRC32C, Nightjar-Deadline-Millis, Nightjar-Uid, "
      + "Nightjar-Upload-Token, X-Request-Id";
  private static final String EXPOSED = "ETag, Inference-Header-Content-Length, Location, "
      + "Nightjar-Compute-Millis, Nightjar-Engine, "
      + "Nightjar-Key-Millis, Nightjar-Queue-Millis, Retry-After, WWW-Authenticate, X-Request-Id";
  private static final String PREFLIGHT_SECONDS = "600";

  public BrowserRules {
    origins = lower(origins);
    hosts = lower(hosts);
    for (String origin : origins) {
      if (!origin.equals(ALL) && !ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException("an origin is '*' or like https://app.example or http://localhost:3000,"
            + " without a path, not '" + Words.quote(origin) + "'");
      }
    }
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException("a host is a name or an address without a port and without brackets, not "
            + Words.quote(host));
      }
    }
  }

  private static Set<String> lower(Set<String> values) {
    Set<String> lower = new TreeSet<>();
    values.forEach(value -> lower.add(value.toLowerCase(Locale.ROOT)));
    return Set.copyOf(lower);
  }

  /** No page of another origin, and any name. */
  public static BrowserRules none() {
    return new BrowserRules(Set.of(), Set.of());
  }

  /** No page of another origin, and names of this machine's loopback alone: {@code localhost}, 127.0.0.0/8, ::1. */
  public static BrowserRules loopback() {
    return new BrowserRules(Set.of(), Set.of(LOOPBACK_NAME));
  }

  /** The same for pages of these origins. */
  public BrowserRules withOrigins(Set<String> newOrigins) {
    return new BrowserRules(newOrigins, hosts);
  }

  /** The same under these names; {@code localhost} stands for all addresses of the loopback. */
  public BrowserRules withHosts(Set<String> newHosts) {
    return new BrowserRules(origins, newHosts);
  }

  /**
   * Whether the endpoint is asked under a name of its own.
   *
   * @param asked name or address without a port, as the request has it, or null
   */
  boolean admits(String asked) {
    if (hosts.isEmpty()) {
      return true;
    }
    String host = String.valueOf(asked).toLowerCase(Locale.ROOT);
    String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return hosts.contains(name) || hosts.contains(LOOPBACK_NAME) && LOOPBACK.matcher(name).matches();
  }

  /**
   * What the browser is to know about an answer.
   *
   * @param method of the request
   * @param request gives a header of the request or null
   */
  Map<String, String> headers(String method, UnaryOperator<String> request) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (origins.isEmpty()) {
      return headers;
    }
    boolean all = origins.contains(ALL);
    if (!all) {
      headers.put("Vary", "Origin");
    }
    String origin = request.apply("Origin");
    if (origin == null || !all && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
      return headers;
    }
    headers.put("Access-Control-Allow-Origin", all ? ALL : origin);
    if (method.equals("OPTIONS") && request.apply("Access-Control-Request-Method") != null) {
      headers.put("Access-Control-Allow-Methods", METHODS);
      headers.put("Access-Control-Allow-Headers", SENT);
      headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    } else {
      headers.put("Access-Control-Expose-Headers", EXPOSED);
    }
    return headers;
  }
}
