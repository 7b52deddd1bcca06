package dev.nightjar.extensions;

import dev.nightjar.api.NightjarException;
import java.util.ServiceConfigurationError;

/** Turns what class loading throws into a sentence with a remedy. */
final class FailureReason {
  private FailureReason() {
  }

  static String of(Throwable thrown) {
    boolean wrapper = thrown instanceof ServiceConfigurationError
        || thrown instanceof ExceptionInInitializerError;
    if (wrapper && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof UnsupportedClassVersionError) {
      return "it was compiled for a newer Java than this one (" + Runtime.version().feature()
          + "): run a newer Java, or compile the plugin for this one; " + thrown.getMessage();
    }
    if (thrown instanceof NoClassDefFoundError || thrown instanceof ClassNotFoundException) {
      return "class " + String.valueOf(thrown.getMessage()).replace('/', '.')
          + " is missing: a plugin sees the API, slf4j and its own jar; put its libraries into the jar";
    }
    if (thrown instanceof IncompatibleClassChangeError) {
      return "it was built against another version of the API: " + thrown.getMessage();
    }
    if (thrown instanceof ServiceConfigurationError || thrown instanceof NightjarException) {
      return thrown.getMessage();
    }
    return thrown.toString();
  }
}
