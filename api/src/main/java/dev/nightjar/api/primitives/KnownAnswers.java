package dev.nightjar.api.primitives;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers that standards print, and whether an implementation gives them. */
final class KnownAnswers {
  /** Bytes of the key streams below that are read in a first piece, so that a block is cut in two. */
  private static final int FIRST_PIECE = 21;

  private KnownAnswers() {
  }

  /** NIST SP 800-38A, F.5.1 and F.5.5: the output blocks, which are the key stream. */
  static boolean aesCtr(Function<byte[], AesCtr> implementation) {
    return keyStream(implementation, "2b7e151628aed2a6abf7158809cf4f3c",
            "ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae"
                + "6a2cc3787889374fbeb4c81b17ba6c44e89c399ff0f198c6d40a31db156cabfe")
        && keyStream(implementation, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "0bdf7df1591716335e9a8b15c860c5025a6e699d536119065433863c8f657b94"
                + "1bc12c9c01610d5d0d8bd6a3378eca622956e1c8693536b1bee99c73a31576b6");
  }

  private static boolean keyStream(Function<byte[], AesCtr> implementation, String key, String expected) {
    byte[] stream = new byte[expected.length() / 2];
    try (AesCtr aes = implementation.apply(HexFormat.of().parseHex(key))) {
      aes.seek(0xf0f1f2f3f4f5f6f7L, 0xf8f9fafbfcfdfeffL);
      aes.keyStream(stream, 0, FIRST_PIECE);
      aes.keyStream(stream, FIRST_PIECE, stream.length - FIRST_PIECE);
    }
    return Arrays.equals(stream, HexFormat.of().parseHex(expected));
  }

  /** The examples for FIPS 180-4 of one block and of two, one after the other. */
  static boolean sha256(Supplier<Sha256> implementation) {
    Sha256 sha = implementation.get();
    return digest(sha, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        && digest(sha, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }

  private static boolean digest(Sha256 sha, String message, String expected) {
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    sha.update(bytes, 0, bytes.length);
    return Arrays.equals(sha.digest(), HexFormat.of().parseHex(expected));
  }

  /** The check value of the catalogues of CRCs. */
  static boolean crc32c(Supplier<Crc32c> implementation) {
    Crc32c crc = implementation.get();
    crc.update("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
    return crc.value() == 0xe3069283;
  }
}
