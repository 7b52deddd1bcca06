package dev.nightjar.spring;

import dev.nightjar.runtime.RuntimeBuilder;

/** A bean that changes the runtime before it is built, after the properties and in the order of the beans. */
@FunctionalInterface
public interface RuntimeCustomizer {
  /** Changes what it likes. */
  void customize(RuntimeBuilder runtime);
}
