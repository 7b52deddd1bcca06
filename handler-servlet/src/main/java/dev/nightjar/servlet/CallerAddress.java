package dev.nightjar.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;

/** Addresses by which anonymous callers share a quota. */
final class CallerAddress {
  /** What one subscriber of a network gets: more addresses than a quota could be counted by. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private static final int MAX_LENGTH = 64;

  private CallerAddress() {
  }

  /** The address that the nearest proxy has seen; that of the connection where no proxy says one. */
  static String forwarded(HttpServletRequest request) {
    String last = "";
    for (Enumeration<String> all = request.getHeaders("X-Forwarded-For"); all.hasMoreElements(); ) {
      last = all.nextElement();
    }
    String address = last.substring(last.lastIndexOf(',') + 1).strip();
    return address.isEmpty() ? request.getRemoteAddr() : address;
  }

  /** An IPv4 address as it is, of an IPv6 address its network of 64 bits. No name is looked up. */
  static String account(String address) {
    String literal = address.startsWith("[") && address.contains("]")
        ? address.substring(1, address.indexOf(']')) : address;
    int zone = literal.indexOf('%');
    literal = zone < 0 ? literal : literal.substring(0, zone);
    if (literal.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      try {
        InetAddress parsed = InetAddress.getByName(literal);
        return parsed instanceof Inet6Address
            ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_PREFIX_BYTES)) + "/64"
            : parsed.getHostAddress();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }
    return literal.length() <= MAX_LENGTH ? literal : "unknown";
  }
}
