package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a request names a model: {@code NAME} or {@code NAME:VERSION}.
 *
 * @param version from 1 to 999,999,999; empty for the version that is given to those who name none
 */
public record ModelAddress(ModelName name, OptionalInt version) {
  private static final int MAX_VERSION = 999_999_999;

  /**
   * An address of its parts.
   *
   * @throws NightjarException {@code INVALID_NAME} when the version is out of range
   */
  public ModelAddress {
    Objects.requireNonNull(name, "name");
    if (version.isPresent() && (version.getAsInt() < 1 || version.getAsInt() > MAX_VERSION)) {
      throw badVersion();
    }
  }

  /**
   * An address of its text.
   *
   * @throws NightjarException {@code INVALID_NAME} when it is null or no model can be named so
   */
  public static ModelAddress parse(String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    if (colon < 0) {
      return new ModelAddress(new ModelName(text), OptionalInt.empty());
    }
    String version = text.substring(colon + 1);
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw badVersion();
    }
    return new ModelAddress(new ModelName(text.substring(0, colon)), OptionalInt.of(Integer.parseInt(version)));
  }

  private static NightjarException badVersion() {
    return new NightjarException(ErrorCode.INVALID_NAME,
        "a version of a model is asked for as NAME:VERSION, where VERSION is a number from 1 to 999999999");
  }

  /** The text, as {@link #parse} takes it; it is a part of a URL's path as it is. */
  @Override
  public String toString() {
    return version.isPresent() ? name + ":" + version.getAsInt() : name.value();
  }
}
