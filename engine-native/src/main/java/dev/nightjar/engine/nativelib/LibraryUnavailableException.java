package dev.nightjar.engine.nativelib;

/** Why there is no usable library: one line with the reason and the remedy. */
final class LibraryUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  LibraryUnavailableException(String reasonAndRemedy, Throwable cause) {
    super(reasonAndRemedy, cause);
  }

  LibraryUnavailableException(String reasonAndRemedy) {
    this(reasonAndRemedy, null);
  }
}
