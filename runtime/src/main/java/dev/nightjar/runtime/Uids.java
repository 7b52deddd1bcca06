package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.keys.InMemoryKeyStore;

/** Uids as text. */
public final class Uids {
  private Uids() {
  }

  /**
   * Reads a uid: decimal digits, below 2^53.
   *
   * @throws NightjarException {@code INVALID_NAME} for anything else
   */
  public static long parse(String text) {
    if (text.matches("[0-9]{1,16}")) {
      long uid = Long.parseLong(text);
      if (uid < InMemoryKeyStore.UID_BOUND) {
        return uid;
      }
    }
    throw new NightjarException(ErrorCode.INVALID_NAME,
        "a uid is an integer from 0 to 2^53 - 1 in decimal digits");
  }
}
