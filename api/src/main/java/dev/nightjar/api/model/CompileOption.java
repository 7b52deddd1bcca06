package dev.nightjar.api.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An option of a compilation that one kind of model has of its own, see {@link ModelPlugin#options()}. Immutable.
 *
 * @param name lower-case ASCII letters, digits and dashes, begins with a letter, at most 32
 * @param values the values that it can have; empty when the plugin checks the value itself
 * @param description one line: what it changes, and what holds when it is not given
 */
public record CompileOption(String name, List<String> values, String description) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public CompileOption {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("an option's name is 1 to 32 lower-case letters, digits and dashes and begins"
          + " with a letter, unlike '" + name + "'");
    }
    values = List.copyOf(values);
    if (new LinkedHashSet<>(values).size() < values.size() || values.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("the values of an option are different and not blank, unlike " + values);
    }
    if (description.isBlank() || description.lines().count() > 1) {
      throw new IllegalArgumentException("an option is described in one line, unlike '" + description + "'");
    }
  }

  /** Whether it can have this value, as far as the list of values says. */
  public boolean takes(String value) {
    return values.isEmpty() || values.contains(value);
  }

  /** Its name and its values, e.g. {@code order=depth|size}. */
  @Override
  public String toString() {
    return name + "=" + (values.isEmpty() ? "VALUE" : String.join("|", values));
  }
}
