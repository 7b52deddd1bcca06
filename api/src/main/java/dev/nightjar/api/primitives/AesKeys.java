package dev.nightjar.api.primitives;

/** What both implementations of {@link AesCtr} require. */
final class AesKeys {
  private AesKeys() {
  }

  /** A copy of a key, of 16 or 32 bytes. */
  static byte[] copy(byte[] key) {
    if (key.length != 16 && key.length != 32) {
      throw new IllegalArgumentException("an AES key has 16 or 32 bytes here, not " + key.length);
    }
    return key.clone();
  }

  static void requireOpen(boolean open) {
    if (!open) {
      throw new IllegalStateException("this key stream is closed and its key is wiped");
    }
  }

  static void requirePositioned(boolean positioned) {
    if (!positioned) {
      throw new IllegalStateException("this key stream has no position yet: seek a counter block first");
    }
  }
}
