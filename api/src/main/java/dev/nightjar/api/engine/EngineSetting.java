package dev.nightjar.api.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A setting that an engine takes when it is created.
 *
 * @param name lower-case ASCII letters, digits and dashes, begins with a letter, at most 32
 * @param values the values that it can have; empty when it takes any text
 * @param description one line: what it changes, and what holds when it is not given
 */
public record EngineSetting(String name, List<String> values, String description) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public EngineSetting {
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

  /** Whether it can have this value. */
  public boolean takes(String value) {
    return values.isEmpty() || values.contains(value);
  }

  /** Its name and its values, e.g. {@code kernel=auto|vector|plain}. */
  @Override
  public String toString() {
    return name + "=" + (values.isEmpty() ? "TEXT" : String.join("|", values));
  }
}
