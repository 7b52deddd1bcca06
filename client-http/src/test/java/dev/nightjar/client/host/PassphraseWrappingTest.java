package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassphraseWrappingTest {
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final byte[] DATA_KEY = HexFormat.of()
      .parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  /** Made with the hash library and the AES of another language from salt 40 41 … 4f and 210,000 iterations. */
  private static final String WRAPPED_ELSEWHERE =
      "0100000050340300404142434445464748494a4b4c4d4e4fcdb4c8b7f2e8a4ba8731bb38"
          + "745f13caefed550581823cd2a650d34ebd9426f1683b137e42599109cb7050c4a475e7b2";

  private static PassphraseWrapping of(String passphrase) {
    return new PassphraseWrapping(passphrase.toCharArray(), PassphraseWrapping.MIN_ITERATIONS);
  }

  @Test
  void whatAnotherImplementationWrappedIsUnwrapped() {
    try (PassphraseWrapping wrapping = of("correct horse battery staple")) {
      assertThat(wrapping.unwrap(HexFormat.of().parseHex(WRAPPED_ELSEWHERE), CONTEXT)).isEqualTo(DATA_KEY);
    }
  }

  @Test
  void aDataKeyComesBackUnderTheSameContextAlone() {
    try (PassphraseWrapping wrapping = of("grüße an alle")) {
      byte[] wrapped = wrapping.wrap(DATA_KEY, CONTEXT);
      assertThat(wrapping.unwrap(wrapped, CONTEXT)).isEqualTo(DATA_KEY);
      assertRefused(ErrorCode.KEY_LOCKED, () -> wrapping.unwrap(wrapped, new byte[] {1, 2}), "does not open");
    }
  }

  @Test
  void newFilesTakeThreeTimesTheIterationsThatOwaspAsksFor() {
    try (PassphraseWrapping wrapping = new PassphraseWrapping("correct horse".toCharArray())) {
      ByteBuffer wrapped = ByteBuffer.wrap(wrapping.wrap(DATA_KEY, CONTEXT)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(wrapped.getInt(4)).isEqualTo(600_000);
      assertThat(wrapped.capacity()).isEqualTo(72);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2, derivation 2", "4, 0, 210000 to 10000000 iterations, not 0",
      "4, 209999, 210000 to 10000000 iterations, not 209999", "4, 10000001, iterations, not 10000001",
      "4, -1, iterations, not 4294967295"})
  void aDerivationOutOfBoundsIsRefusedBeforeAnythingIsComputed(int at, int value, String words) {
    byte[] wrapped = HexFormat.of().parseHex(WRAPPED_ELSEWHERE);
    ByteBuffer.wrap(wrapped).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    try (PassphraseWrapping wrapping = of("correct horse battery staple")) {
      assertRefused(ErrorCode.INVALID_FORMAT, () -> wrapping.unwrap(wrapped, CONTEXT), words);
    }
  }

  @Test
  void bytesOfAnotherLengthAreRefused() {
    try (PassphraseWrapping wrapping = of("correct horse")) {
      assertRefused(ErrorCode.INVALID_FORMAT, () -> wrapping.unwrap(new byte[71], CONTEXT), "72 bytes, not 71");
    }
  }

  @Test
  void anEmptyPassphraseIsRefusedAndAShortOneForNewFiles() {
    assertRefused(ErrorCode.KEY_LOCKED, () -> of(""), "empty");
    try (PassphraseWrapping wrapping = of("seven77")) {
      assertRefused(ErrorCode.KEY_LOCKED, () -> wrapping.wrap(DATA_KEY, CONTEXT), "at least 8 characters, not 7");
    }
  }

  @Test
  void aClosedWrappingIsRefusedAndTheCallersArrayStays() {
    char[] mine = "correct horse".toCharArray();
    PassphraseWrapping wrapping = new PassphraseWrapping(mine);
    wrapping.close();
    wrapping.close();
    assertRefused(ErrorCode.UNAVAILABLE, () -> wrapping.wrap(DATA_KEY, CONTEXT), "wiped");
    assertThat(mine).isEqualTo("correct horse".toCharArray());
  }
}
