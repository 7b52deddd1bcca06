package dev.nightjar.api;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting that an extension declares: an engine or a key store for its creation, a model plugin for a compilation.
 * Immutable.
 *
 * @param name lower-case ASCII letters, digits and dashes, begins with a letter, at most 32
 * @param values the values that it can have; empty when the extension checks the value itself
 * @param description one line: what it changes, and what holds when it is not given
 */
public record Setting(String name, List<String> values, String description) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public Setting {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a setting's name is 1 to 32 lower-case letters, digits and dashes and begins"
          + " with a letter, unlike '" + name + "'");
    }
    values = List.copyOf(values);
    if (new LinkedHashSet<>(values).size() < values.size() || values.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("the values of a setting are different and not blank, unlike " + values);
    }
    if (description.isBlank() || description.lines().count() > 1) {
      throw new IllegalArgumentException("a setting is described in one line, unlike '" + description + "'");
    }
  }

  /** A setting whose value the extension checks itself. */
  public Setting(String name, String description) {
    this(name, List.of(), description);
  }

  /** Whether it can have this value, as far as the list of values says. */
  public boolean takes(String value) {
    return values.isEmpty() || values.contains(value);
  }

  /** Its name and its values, e.g. {@code kernel=auto|vector|plain} or {@code device=VALUE}. */
  @Override
  public String toString() {
    return name + "=" + (values.isEmpty() ? "VALUE" : String.join("|", values));
  }

  /**
   * Why given values do not fit the settings that there are, to stand after the name of the extension that has these;
   * empty when they fit.
   *
   * @param word what users call one: setting, option
   * @param known the settings that there are
   * @param given values by the name of their setting
   */
  public static Optional<String> refusal(String word, List<Setting> known, Map<String, String> given) {
    for (String name : new TreeMap<>(given).keySet()) {
      Optional<Setting> setting = known.stream().filter(s -> s.name().equals(name)).findFirst();
      if (setting.isEmpty()) {
        return Optional.of("has no " + word + " '" + name + "'; it has " + listed(known));
      }
      if (!setting.get().takes(given.get(name))) {
        return Optional.of("takes " + setting.get() + ", not '" + given.get(name) + "'");
      }
    }
    return Optional.empty();
  }

  static String listed(List<Setting> known) {
    return known.isEmpty() ? "none" : known.stream().map(Setting::toString).collect(Collectors.joining(", "));
  }
}
