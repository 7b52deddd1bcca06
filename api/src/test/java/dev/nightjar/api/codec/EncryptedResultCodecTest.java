package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedResultCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int STRIDE = 513;
  private static final AnswerBinding BINDING = TestObjects.binding();

  @Override
  byte[] frame() {
    return EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 32);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    int count = 1 + random.nextInt(3);
    LweList list = LweList.wrap(512, count, random.longs((long) count * STRIDE).toArray());
    return EncryptedResultCodec.encode(P, list, 16 << random.nextInt(3));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return EncryptedResultCodec.encode(P, EncryptedResultCodec.decode(bytes, P), Frames.view(copy(bytes)).getInt(36));
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @Test
  void anAnswerOfVersionOneSaysNothingOfItsQuery() {
    assertThat(EncryptedResultCodec.binding(ByteBuffer.wrap(frame()))).isEmpty();
  }

  /** Version 2 has 32 bytes more before the words: no frame is of both. */
  @Test
  void itIsNoAnswerOfVersionTwo() {
    byte[] frame = frame();
    frame[4] = 2;
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> EncryptedResultCodec.decode(ByteBuffer.wrap(Frames.resealed(frame)), P), "of this shape has");
  }

  @Test
  void wordsOf64BitsAreKept() {
    LweList answer = TestObjects.answer(P, 2);
    byte[] frame = EncryptedResultCodec.encode(P, answer, 64);
    assertThat(Frames.view(frame).getInt(32)).isEqualTo(2);
    assertThat(Frames.view(frame).getInt(36)).isEqualTo(64);
    assertThat(Frames.view(frame).getLong(40)).isEqualTo(words(0x1e, 1)[0]);
    assertThat(EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P)).isEqualTo(answer);
  }

  @Test
  void shorterWordsAreTheNearestMultiplesHalvesUp() {
    LweList answer = LweList.allocate(512, 1);
    long[] w = answer.words();
    w[0] = 0x7fffL << 48 | 1L << 47;
    w[1] = -1;
    w[2] = (1L << 47) - 1;
    w[3] = 1L << 47;
    w[4] = 0x1234_5678_7fff_ffffL;
    w[5] = 0x1234_5678_8000_0000L;
    long[] top16 = EncryptedResultCodec.decode(ByteBuffer.wrap(EncryptedResultCodec.encode(P, answer, 16)), P).words();
    assertThat(top16).startsWith(Long.MIN_VALUE, 0, 0, 1L << 48, 0x1234L << 48, 0x1234L << 48);
    long[] top32 = EncryptedResultCodec.decode(ByteBuffer.wrap(EncryptedResultCodec.encode(P, answer, 32)), P).words();
    assertThat(top32).startsWith(0x7fff8000L << 32, 0, 0x8000L << 32, 0x8000L << 32, 0x12345678L << 32,
        0x12345679L << 32);
  }

  @Test
  void roundingMovesAWordByAtMostHalfAStep() {
    Property.forAll(50, random -> {
      LweList answer = LweList.wrap(512, 1, random.longs(STRIDE).toArray());
      for (int bits : new int[] {16, 32}) {
        long[] back = EncryptedResultCodec.decode(
            ByteBuffer.wrap(EncryptedResultCodec.encode(P, answer, bits)), P).words();
        for (int i = 0; i < STRIDE; i++) {
          assertThat(back[i] - answer.words()[i]).isBetween(-(1L << 63 - bits) + 1, 1L << 63 - bits);
        }
      }
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void theLengthIsKnownFromTheShape(int bits) {
    assertThat(EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), bits)).hasSize(32 + 8 + 2 * STRIDE * bits / 8);
    assertThat(EncryptedResultCodec.encodedBytes(P, 2, bits))
        .isEqualTo(EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), bits, Optional.of(BINDING)).length)
        .isEqualTo(32 + 40 + 2 * STRIDE * bits / 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 24, 33, 48, 128, -64, Integer.MIN_VALUE})
  void anotherWordLengthIsRefused(int bits) {
    if (bits < 8 || bits > 64) {
      assertRefused(ErrorCode.INVALID_FORMAT, () -> EncryptedResultCodec.encode(P, TestObjects.answer(P, 1), bits),
          "8 to 64 bits, not " + bits);
    }
    byte[] frame = Frames.resealed(Frames.with32(frame(), 36, bits));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P),
        "64, 32 or 16 bits, not " + bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65537, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aCountOutOfRangeIsRefused(int count) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 32, count));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P),
        Integer.toUnsignedString(count) + " ciphertexts");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 65536})
  void aCountThatDoesNotFitTheLengthIsRefused(int count) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 32, count));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P),
        "of this shape has");
  }

  @Test
  void anAnswerThatCouldNotBeReadIsNotWritten() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> EncryptedResultCodec.encode(P, LweList.allocate(511, 1), 64),
        "dimension 511", "has 512");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> EncryptedResultCodec.encode(P, LweList.allocate(512, 0), 64),
        "1 to 65536 ciphertexts, not 0");
  }
}
