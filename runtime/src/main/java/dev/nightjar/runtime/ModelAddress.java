package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ModelName;
import java.util.OptionalInt;

/**
 * How a request names a model: {@code NAME} or {@code NAME:VERSION}.
 *
 * @param version empty for the version that is given to those who name none
 */
record ModelAddress(String name, OptionalInt version) {
  /** From its text; {@code INVALID_NAME} when no model can be named so. */
  static ModelAddress parse(String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    if (colon < 0) {
      return new ModelAddress(new ModelName(text).value(), OptionalInt.empty());
    }
    String version = text.substring(colon + 1);
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "a version of a model is asked for as NAME:VERSION, where VERSION is a number from 1 to 999999999");
    }
    return new ModelAddress(new ModelName(text.substring(0, colon)).value(),
        OptionalInt.of(Integer.parseInt(version)));
  }
}
