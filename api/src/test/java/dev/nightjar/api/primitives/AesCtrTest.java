package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What both implementations of AES in counter mode must do. */
class AesCtrTest {
  /** NIST SP 800-38A, appendix F.5: initial counter and plaintext of all examples in counter mode. */
  private static final String COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

  private static final String PLAINTEXT = "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
      + "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710";

  /** The implementations. */
  enum Kind {
    JDK {
      @Override
      AesCtr of(byte[] key) {
        try {
          return new JdkAesCtr(key, JdkAesCtr.provider());
        } catch (GeneralSecurityException e) {
          throw new AssertionError(e);
        }
      }
    },
    PURE {
      @Override
      AesCtr of(byte[] key) {
        return new PureAesCtr(key);
      }
    };

    abstract AesCtr of(byte[] key);

    /** The first bytes of the stream that begins at a counter block. */
    byte[] stream(byte[] key, byte[] counter, int length) {
      try (AesCtr aes = of(key)) {
        ByteBuffer block = ByteBuffer.wrap(counter);
        aes.seek(block.getLong(), block.getLong());
        byte[] stream = new byte[length];
        aes.keyStream(stream, 0, length);
        return stream;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
      // F.5.1, CTR-AES128
      "JDK, 2b7e151628aed2a6abf7158809cf4f3c, 874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff "
          + "5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee",
      "PURE, 2b7e151628aed2a6abf7158809cf4f3c, 874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff "
          + "5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee",
      // F.5.5, CTR-AES256
      "JDK, 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4, "
          + "601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 "
          + "2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6",
      "PURE, 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4, "
          + "601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 "
          + "2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6"})
  void theCounterModeExamplesOfNistSp80038aComeOut(Kind kind, String key, String ciphertext) {
    byte[] found = kind.stream(Bytes.hex(key), Bytes.hex(COUNTER), 64);
    byte[] plaintext = Bytes.hex(PLAINTEXT);
    for (int i = 0; i < found.length; i++) {
      found[i] ^= plaintext[i];
    }
    assertThat(found).isEqualTo(Bytes.hex(ciphertext));
  }

  @ParameterizedTest
  @CsvSource({
      // Appendix B
      "2b7e151628aed2a6abf7158809cf4f3c, 3243f6a8885a308d313198a2e0370734, 3925841d02dc09fbdc118597196a0b32",
      // Appendix C.1
      "000102030405060708090a0b0c0d0e0f, 00112233445566778899aabbccddeeff, 69c4e0d86a7b0430d8cdb78070b4c55a",
      // Appendix C.3
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 00112233445566778899aabbccddeeff, "
          + "8ea2b7ca516745bfeafc49904b496089"})
  void aBlockOfTheStreamIsTheCipherOfItsCounterAsFips197Says(String key, String block, String cipher) {
    for (Kind kind : Kind.values()) {
      assertThat(Bytes.hex(kind.stream(Bytes.hex(key), Bytes.hex(block), 16))).as("%s", kind).isEqualTo(cipher);
    }
  }

  @ParameterizedTest
  @CsvSource({"00000000000000000000000000000000", "0000000000000000fffffffffffffffd",
      "0000000000000001ffffffffffffffff", "fffffffffffffffffffffffffffffffe", "000000000000000000000000ffffffff"})
  void theCounterCarriesThroughAllSixteenBytes(String counter) {
    byte[] key = Bytes.hex("2b7e151628aed2a6abf7158809cf4f3c");
    byte[] start = Bytes.hex(counter);
    for (Kind kind : Kind.values()) {
      byte[] stream = kind.stream(key, start, 7 * 16);
      byte[] block = start.clone();
      for (int i = 0; i < 7; i++) {
        assertThat(kind.stream(key, block, 16)).as("%s, block %d", kind, i)
            .isEqualTo(Arrays.copyOfRange(stream, 16 * i, 16 * i + 16));
        for (int at = 15; at >= 0 && ++block[at] == 0; at--) {
          continue;
        }
      }
    }
  }

  @Test
  void bothGiveTheSameStreamsForRandomKeysCountersAndLengths() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] key = Bytes.random(random, random.nextBoolean() ? 16 : 32);
      byte[] counter = Bytes.random(random, 16);
      int length = random.nextInt(i < 280 ? 300 : 40_000);
      assertThat(Kind.PURE.stream(key, counter, length)).as("stream %d", i)
          .isEqualTo(Kind.JDK.stream(key, counter, length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void readingInOddPiecesGivesTheStreamAndTouchesNothingElse(Kind kind) {
    Random random = new Random(2);
    byte[] key = Bytes.random(random, 32);
    byte[] expected = kind.stream(key, new byte[16], 20_000);
    try (AesCtr aes = kind.of(key)) {
      aes.seek(0, 0);
      byte[] out = new byte[expected.length + 2];
      int at = 0;
      while (at < expected.length) {
        int step = Math.min(expected.length - at, random.nextInt(200));
        aes.keyStream(out, 1 + at, step);
        at += step;
      }
      assertThat(Arrays.copyOfRange(out, 1, 1 + expected.length)).isEqualTo(expected);
      assertThat(out[0]).isZero();
      assertThat(out[out.length - 1]).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void seekingStartsAnewWhereverTheStreamWas(Kind kind) {
    byte[] key = new byte[16];
    try (AesCtr aes = kind.of(key)) {
      byte[] first = new byte[40];
      byte[] again = new byte[40];
      aes.seek(7, -1);
      aes.keyStream(first, 0, 40);
      aes.seek(0, 3);
      aes.keyStream(again, 0, 5);
      aes.seek(7, -1);
      aes.keyStream(again, 0, 40);
      assertThat(again).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKeyIsCopied(Kind kind) {
    byte[] key = Bytes.hex("000102030405060708090a0b0c0d0e0f");
    try (AesCtr aes = kind.of(key)) {
      key[0] = 99;
      aes.seek(0x0011223344556677L, 0x8899aabbccddeeffL);
      byte[] block = new byte[16];
      aes.keyStream(block, 0, 16);
      assertThat(Bytes.hex(block)).isEqualTo("69c4e0d86a7b0430d8cdb78070b4c55a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOutsideTheArrayIsRefused(Kind kind) {
    try (AesCtr aes = kind.of(new byte[16])) {
      aes.seek(0, 0);
      assertThatThrownBy(() -> aes.keyStream(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> aes.keyStream(new byte[10], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> aes.keyStream(new byte[10], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamWithoutPositionAndAClosedOneAreRefused(Kind kind) {
    AesCtr aes = kind.of(new byte[32]);
    assertThatIllegalStateException().isThrownBy(() -> aes.keyStream(new byte[1], 0, 1)).withMessageContaining("seek");
    aes.seek(0, 0);
    aes.close();
    aes.close();
    assertThatIllegalStateException().isThrownBy(() -> aes.keyStream(new byte[1], 0, 1))
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> aes.seek(0, 0)).withMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 24, 31, 33})
  void aKeyOfAnotherLengthIsRefused(int length) {
    for (Kind kind : Kind.values()) {
      assertThatIllegalArgumentException().isThrownBy(() -> kind.of(new byte[length]))
          .withMessageContaining("not " + length);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> AesCtr.of(new byte[length]));
  }

  @Test
  void thisJdksImplementationIsChosen() {
    try (AesCtr aes = AesCtr.of(new byte[16])) {
      assertThat(aes).isInstanceOf(JdkAesCtr.class);
    }
  }
}
