package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;

/**
 * A raw input of a model, as tables and callers name it.
 *
 * @param name 1 to 1024 characters
 * @param kind what its cells hold
 */
public record InputColumn(String name, Kind kind) {
  /** Most characters of a name. */
  public static final int MAX_NAME = 1024;

  public InputColumn {
    Objects.requireNonNull(kind, "kind");
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "a column's name has 1 to " + MAX_NAME + " characters, not " + name.length());
    }
  }

  /** What cells hold. */
  public enum Kind {
    /** Numbers; truth values are 1 and 0. */
    NUMBER,
    /** Text. */
    TEXT
  }

  /** A column of numbers. */
  public static InputColumn number(String name) {
    return new InputColumn(name, Kind.NUMBER);
  }

  /** A column of text. */
  public static InputColumn text(String name) {
    return new InputColumn(name, Kind.TEXT);
  }
}
