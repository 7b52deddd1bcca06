package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What both implementations of SHA-256 must do. */
class Sha256Test {
  /** The implementations. */
  enum Kind {
    JDK {
      @Override
      Sha256 create() {
        try {
          return new JdkSha256(JdkSha256.provider());
        } catch (NoSuchAlgorithmException e) {
          throw new AssertionError(e);
        }
      }
    },
    PURE {
      @Override
      Sha256 create() {
        return new PureSha256();
      }
    };

    abstract Sha256 create();

    byte[] digest(byte[] message) {
      Sha256 sha = create();
      sha.update(message, 0, message.length);
      return sha.digest();
    }
  }

  @ParameterizedTest
  @CsvSource({
      "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, "
          + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
          + "klmnopqrlmnopqrsmnopqrstnopqrstu, "
          + "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"})
  void theExamplesForFips1804ComeOut(String message, String digest) {
    for (Kind kind : Kind.values()) {
      assertThat(Bytes.hex(kind.digest(message.getBytes(StandardCharsets.US_ASCII)))).as("%s", kind).isEqualTo(digest);
    }
  }

  /** The first messages of SHA256ShortMsg.rsp of NIST's validation program. */
  @ParameterizedTest
  @CsvSource({
      "d3, 28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1",
      "11af, 5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98",
      "b4190e, dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2",
      "74ba2521, b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e",
      "c299209682, f0887fe961c9cd3beab957e8222494abb969b1ce4c6557976df8b0f6d20e9166"})
  void theShortMessagesOfNistComeOut(String message, String digest) {
    for (Kind kind : Kind.values()) {
      assertThat(Bytes.hex(kind.digest(Bytes.hex(message)))).as("%s", kind).isEqualTo(digest);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMillionTimesTheLetterAComesOut(Kind kind) {
    byte[] message = new byte[1_000_000];
    Arrays.fill(message, (byte) 'a');
    assertThat(Bytes.hex(kind.digest(message)))
        .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  @Test
  void bothAgreeOnEveryLengthUpToThreeBlocksAndOnLongMessages() {
    Random random = new Random(4);
    for (int length = 0; length < 200; length++) {
      byte[] message = Bytes.random(random, length);
      assertThat(Kind.PURE.digest(message)).as("%d bytes", length).isEqualTo(Kind.JDK.digest(message));
    }
    for (int i = 0; i < 20; i++) {
      byte[] message = Bytes.random(random, random.nextInt(50_000));
      assertThat(Kind.PURE.digest(message)).as("%d bytes", message.length).isEqualTo(Kind.JDK.digest(message));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oddPiecesGiveTheDigestOfTheWhole(Kind kind) {
    Random random = new Random(5);
    byte[] message = Bytes.random(random, 10_000);
    Sha256 sha = kind.create();
    for (int at = 0; at < message.length; ) {
      int step = Math.min(message.length - at, random.nextInt(150));
      sha.update(message, at, step);
      at += step;
    }
    assertThat(sha.digest()).isEqualTo(kind.digest(message));
  }

  @ParameterizedTest
  @EnumSource
  void afterADigestTheNextMessageBeginsEmpty(Kind kind) {
    Sha256 sha = kind.create();
    sha.update(new byte[100], 0, 100);
    sha.digest();
    sha.update("xabc".getBytes(StandardCharsets.US_ASCII), 1, 3);
    assertThat(sha.digest()).isEqualTo(kind.digest("abc".getBytes(StandardCharsets.US_ASCII)));
    assertThat(sha.digest()).isEqualTo(kind.digest(new byte[0]));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOutsideTheArrayIsRefused(Kind kind) {
    Sha256 sha = kind.create();
    assertThatThrownBy(() -> sha.update(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sha.update(new byte[10], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sha.update(new byte[10], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void thisJdksImplementationIsChosenAndTheShortFormsAgreeWithIt() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(Sha256.create()).isInstanceOf(JdkSha256.class);
    assertThat(Sha256.of(abc)).isEqualTo(Kind.JDK.digest(abc));
    assertThat(Sha256.hexOf(abc)).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
