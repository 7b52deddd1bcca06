package dev.nightjar.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A way to start a JVM.
 *
 * @param name for people, unique within a plan
 * @param java the executable
 * @param arguments of the JVM, before the program's
 */
public record JvmLaunch(String name, Path java, List<String> arguments) {
  public JvmLaunch {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(java, "java");
    arguments = List.copyOf(arguments);
  }
}
