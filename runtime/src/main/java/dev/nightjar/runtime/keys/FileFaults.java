package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** What callers of a key store are told when its disk fails. */
final class FileFaults {
  private FileFaults() {
  }

  /**
   * The refusal of what a disk did not do.
   *
   * @param what the thing that failed, as {@code "a part of a key cannot be written"}
   * @return {@code STORE_FULL} where the disk is full, {@code UNAVAILABLE} otherwise. Callers are not told the names of
   *     folders; the cause, for the server's log, has them
   */
  static NightjarException of(String what, IOException cause) {
    if (isFull(cause)) {
      return new NightjarException(ErrorCode.STORE_FULL, what + ": the disk of the key store is full; delete keys that"
          + " are not used any more, or give the store more room", cause);
    }
    if (isReadOnly(cause)) {
      return new NightjarException(ErrorCode.UNAVAILABLE, what + ": the server may not write to its key store any more,"
          + " while keys that are there serve on; its operator must give it back the right to write", cause);
    }
    return new NightjarException(ErrorCode.UNAVAILABLE, what + ": the disk of the key store failed; the server's log"
        + " says how", cause);
  }

  /** Java has no exception for a full disk, so that the system's words are looked at. */
  private static boolean isFull(IOException e) {
    String text = reason(e).toLowerCase(Locale.ROOT);
    return text.contains("no space left") || text.contains("not enough space") || text.contains("quota exceeded");
  }

  private static boolean isReadOnly(IOException e) {
    String text = reason(e).toLowerCase(Locale.ROOT);
    return e instanceof AccessDeniedException || text.contains("read-only") || text.contains("write protected");
  }

  /** What the system says, without the stack. */
  static String reason(Exception e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (e instanceof AccessDeniedException || e instanceof ReadOnlyFileSystemException) {
      return "it may not be written";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": "
        + e.getMessage();
  }
}
