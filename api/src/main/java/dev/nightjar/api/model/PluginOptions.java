package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options that a request gives to the plugin that compiles it, by name. Immutable.
 *
 * @param values copied
 */
record PluginOptions(Map<String, String> values) {
  PluginOptions {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** The value of an option, if it was given. */
  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  /** The value of an option that is a whole number, see {@link CompileRequest#option(String, int, int, int)}. */
  int number(String option, int fallback, int least, int most) {
    String value = values.get(option);
    if (value == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, as a number out of range is
    }
    throw refused("the option '" + option + "' is a whole number from " + least + " to " + most + ", not '" + value
        + "'");
  }

  /** Requires a plugin to have all of them, with these values. */
  void requireKnown(ModelPlugin plugin) {
    if (!values.isEmpty()) {
      Setting.refusal("option", plugin.options(), values).ifPresent(reason -> {
        throw refused("the plugin for '" + plugin.kind() + "' " + reason);
      });
    }
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
