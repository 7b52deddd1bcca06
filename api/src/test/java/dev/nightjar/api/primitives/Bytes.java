package dev.nightjar.api.primitives;

import java.util.HexFormat;
import java.util.Random;

/** Bytes for the contracts of primitives. */
final class Bytes {
  private Bytes() {
  }

  /** Hexadecimal digits, blanks between them ignored. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
