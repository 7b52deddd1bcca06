package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.regex.Pattern;

/**
 * The name of a model, which is also the name of its folder and a part of its URL.
 *
 * @param value {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}, without two dots in a row
 */
public record ModelName(String value) {
  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * A name of its text.
   *
   * @throws NightjarException {@code INVALID_NAME} when it is null or has another form
   */
  public ModelName {
    if (value == null || !PATTERN.matcher(value).matches() || value.contains("..")) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "a name has 1 to 64 letters, digits, dots, dashes or underscores and begins with a letter or digit");
    }
  }

  /** The text. */
  @Override
  public String toString() {
    return value;
  }
}
