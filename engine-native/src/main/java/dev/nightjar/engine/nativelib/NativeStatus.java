package dev.nightjar.engine.nativelib;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.charset.StandardCharsets;

/** What a status code of the library means here; codes as in {@code native/src/error.rs}. */
enum NativeStatus {
  OK(null),
  BAD_ARGUMENT(ErrorCode.SHAPE_MISMATCH),
  BAD_HANDLE(ErrorCode.UNAVAILABLE),
  PANICKED(ErrorCode.INTERNAL),
  OUT_OF_MEMORY(ErrorCode.UNAVAILABLE),
  INTERNAL(ErrorCode.INTERNAL),
  UNSUPPORTED(ErrorCode.INVALID_PARAMETERS),
  INCOMPLETE(ErrorCode.KEY_INCOMPLETE);

  private static final int LONGEST_MESSAGE = 1024;

  private final ErrorCode code;

  NativeStatus(ErrorCode code) {
    this.code = code;
  }

  /**
   * Turns a code that is not 0 into an exception with the library's sentence. To be called right after the function,
   * on the same thread.
   */
  static void check(int status) {
    if (status == 0) {
      return;
    }
    ErrorCode code = status > 0 && status < values().length ? values()[status].code : ErrorCode.INTERNAL;
    throw new NightjarException(code, "the native engine refused: " + text(NativeBinding::nj_last_error));
  }

  /** A function that writes a text. */
  interface TextSource {
    long write(byte[] buffer, long capacity);
  }

  static String text(TextSource source) {
    byte[] buffer = new byte[LONGEST_MESSAGE];
    int length = (int) Math.min(buffer.length, source.write(buffer, buffer.length));
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
