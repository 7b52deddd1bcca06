package dev.nightjar.keystore.s3;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Percent encoding as signatures want it: everything but letters, digits and {@code -._~}, in upper-case hex. */
final class UriText {
  private static final String PLAIN = "-._~";

  private UriText() {
  }

  /** A name, or a value. */
  static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return out.toString();
  }

  /** A path, whose slashes stay. */
  static String encodePath(String path) {
    return encode(path).replace("%2F", "/");
  }

  /** A query string, in the order of the names. */
  static String query(SortedMap<String, String> parameters) {
    return parameters.entrySet().stream().map(UriText::pair).collect(Collectors.joining("&"));
  }

  private static String pair(Map.Entry<String, String> parameter) {
    return encode(parameter.getKey()) + "=" + encode(parameter.getValue());
  }
}
