package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;

/** Keys of a store as one buffer. */
public final class KeyBytes {
  private KeyBytes() {
  }

  /**
   * All bytes of a complete key, in an array of their own.
   *
   * @param description of this key; memory is taken only when it is complete, and so is there in the store
   * @throws NightjarException {@code KEY_INCOMPLETE} when bytes are missing
   */
  public static ByteBuffer whole(KeyStore store, Uid uid, KeyDescription description) {
    if (!description.complete()) {
      throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + description.receivedBytes() + " of "
          + description.totalBytes() + " bytes: send the rest");
    }
    ByteBuffer key = ByteBuffer.allocate(Math.toIntExact(description.totalBytes()));
    store.read(uid, 0, key);
    return key.flip();
  }
}
