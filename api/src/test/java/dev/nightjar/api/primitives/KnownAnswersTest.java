package dev.nightjar.api.primitives;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KnownAnswersTest {
  @Test
  void theImplementationsOfThisJvmGiveTheKnownAnswers() {
    assertThat(KnownAnswers.aesCtr(AesCtr::of)).isTrue();
    assertThat(KnownAnswers.aesCtr(PureAesCtr::new)).isTrue();
    assertThat(KnownAnswers.sha256(Sha256::create)).isTrue();
    assertThat(KnownAnswers.sha256(PureSha256::new)).isTrue();
    assertThat(KnownAnswers.crc32c(Crc32c::create)).isTrue();
    assertThat(KnownAnswers.crc32c(PureCrc32c::new)).isTrue();
  }

  /** A key stream that is right but for one thing. */
  private static AesCtr wrong(byte[] key, boolean counter, boolean longKeys) {
    PureAesCtr right = new PureAesCtr(key);
    return new AesCtr() {
      @Override
      public void seek(long high, long low) {
        right.seek(high, counter ? low + 1 : low);
      }

      @Override
      public void keyStream(byte[] out, int offset, int length) {
        right.keyStream(out, offset, length);
        if (longKeys && key.length == 32) {
          out[offset + length - 1] ^= 1;
        }
      }

      @Override
      public void close() {
        right.close();
      }
    };
  }

  @Test
  void aKeyStreamThatIsWrongInOneThingIsFound() {
    assertThat(KnownAnswers.aesCtr(key -> wrong(key, false, false))).isTrue();
    assertThat(KnownAnswers.aesCtr(key -> wrong(key, true, false))).isFalse();
    assertThat(KnownAnswers.aesCtr(key -> wrong(key, false, true))).isFalse();
  }

  @Test
  void aDigestThatDoesNotBeginAnewIsFound() {
    assertThat(KnownAnswers.sha256(() -> {
      PureSha256 right = new PureSha256();
      return new Sha256() {
        @Override
        public void update(byte[] bytes, int offset, int length) {
          right.update(bytes, offset, length);
        }

        @Override
        public byte[] digest() {
          byte[] digest = right.digest();
          right.update(digest, 0, 1);
          return digest;
        }
      };
    })).isFalse();
  }

  @Test
  void aChecksumOfAnotherPolynomialIsFound() {
    assertThat(KnownAnswers.crc32c(() -> new Crc32c() {
      private final java.util.zip.CRC32 other = new java.util.zip.CRC32();

      @Override
      public void update(byte[] bytes, int offset, int length) {
        other.update(bytes, offset, length);
      }

      @Override
      public void update(ByteBuffer bytes) {
        other.update(bytes);
      }

      @Override
      public int value() {
        return (int) other.getValue();
      }
    })).isFalse();
  }

  @Test
  void whatFailsIsRefusedAtEveryUseWithItsNameAndTheRemedy() {
    Checked<String> wrong = Checked.of("AES of Acme", "aes", aes -> false);
    Checked<String> throwing = Checked.of("AES of Acme", "aes", aes -> {
      throw new IllegalStateException("odd");
    });
    for (int use = 0; use < 2; use++) {
      assertRefused(ErrorCode.SELF_TEST_FAILED, wrong::get, "AES of Acme fails its self-test", "remove that provider");
      assertRefused(ErrorCode.SELF_TEST_FAILED, throwing::get, "AES of Acme", "odd", "remove that provider");
    }
    assertThat(Checked.of("AES of Acme", "aes", aes -> true).get()).isEqualTo("aes");
  }
}
