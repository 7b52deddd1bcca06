package dev.nightjar.extensions;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import java.util.ServiceConfigurationError;

/** Turns what an extension throws into a sentence with a remedy. */
public final class FailureReason {
  private FailureReason() {
  }

  /**
   * Throws on what is no failure of the extension alone: that there is no memory left, or that the thread is to end.
   * Everything else, assertion failures and stack overflows included, is the extension's own.
   */
  public static void requireBearable(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof OutOfMemoryError || cause instanceof ThreadDeath) {
      throw (Error) cause;
    }
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wrapper = thrown instanceof ServiceConfigurationError
        || thrown instanceof ExceptionInInitializerError;
    return wrapper && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }

  /** What went wrong, and what to do about it, in one printable line. */
  public static String of(Throwable failure) {
    return PrintableText.sentence(sentence(unwrapped(failure)));
  }

  private static String sentence(Throwable thrown) {
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
    if (thrown instanceof StackOverflowError) {
      return "it calls itself without end (StackOverflowError): an engine that looks for another with ServiceLoader "
          + "finds itself, and should take it from EngineProvider.attach";
    }
    if (thrown instanceof ServiceConfigurationError || thrown instanceof NightjarException) {
      return thrown.getMessage();
    }
    return thrown.toString();
  }
}
