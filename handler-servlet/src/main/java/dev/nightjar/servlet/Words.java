package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.OptionalLong;

/** Text from outside, put into messages and read as numbers. */
final class Words {
  private static final int QUOTED = 40;

  private Words() {
  }

  /** A value in quotes for a message: printable ASCII only, cut after {@value #QUOTED} characters. */
  static String quote(String value) {
    StringBuilder s = new StringBuilder("'");
    for (int i = 0; i < Math.min(value.length(), QUOTED); i++) {
      char c = value.charAt(i);
      s.append(c >= ' ' && c < 0x7f && c != '\'' ? c : '?');
    }
    return s.append(value.length() > QUOTED ? "…'" : "'").toString();
  }

  /** The refusal of a body or member that is too long. */
  static NightjarException tooLarge(String what, long limit) {
    return new NightjarException(ErrorCode.TOO_LARGE, what + " is longer than the " + limit
        + " bytes that this server accepts; see v1/limits");
  }

  /**
   * A number in decimal ASCII digits. (The library's parser also takes a sign and the digits of any script.)
   *
   * @return empty when the text is anything else, or has more than 16 digits
   */
  static OptionalLong digits(String text) {
    return text.matches("[0-9]{1,16}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
