package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of version 4: outputs anywhere in their ciphertexts, and words of 24 bits. */
class PlacedAnswerCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final AnswerPacking PACKING =
      new AnswerPacking(new int[] {0, 1, 0, 1, 2}, new int[] {7, 0, 255, 9, 3});

  private static PackedAnswer answer(SplittableRandom random, AnswerPacking packing) {
    PackedAnswer answer = new PackedAnswer(P, packing);
    Arrays.setAll(answer.masks(), i -> random.nextLong());
    Arrays.setAll(answer.bodies(), i -> random.nextLong());
    return answer;
  }

  private static byte[] frame(int wordBits) {
    return EncryptedResultCodec.encode(answer(new SplittableRandom(5), PACKING), wordBits, TestObjects.binding());
  }

  @Override
  byte[] frame() {
    return frame(24);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    int count = 1 + random.nextInt(9);
    int[] ciphertext = new int[count];
    int[] coefficient = new int[count];
    for (int i = 0, named = 0; i < count; i++) {
      ciphertext[i] = random.nextInt(named + 1);
      coefficient[i] = random.nextInt(P.polynomialSize());
      named = Math.max(named, ciphertext[i] + 1);
    }
    return EncryptedResultCodec.encode(answer(random, new AnswerPacking(ciphertext, coefficient)),
        new int[] {16, 24, 32, 64}[random.nextInt(4)], TestObjects.binding());
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    if (EncryptedResultCodec.isPacked(bytes)) {
      PackedAnswer answer = EncryptedResultCodec.decodePacked(bytes, P);
      return EncryptedResultCodec.encode(answer, Frames.view(copy).getInt(36),
          EncryptedResultCodec.binding(bytes).orElseThrow());
    }
    LweList answer = EncryptedResultCodec.decode(bytes, P);
    return EncryptedResultCodec.encode(P, answer, Frames.view(copy).getInt(36), EncryptedResultCodec.binding(bytes));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @ParameterizedTest
  @CsvSource({"16, 2", "24, 3", "32, 4", "64, 8"})
  void placesComeBeforeMasksAndMasksBeforeBodies(int wordBits, int bytes) {
    ByteBuffer b = Frames.view(frame(wordBits));
    assertThat(b.getShort(4)).isEqualTo((short) 4);
    assertThat(b.getInt(32)).isEqualTo(5);
    assertThat(b.getInt(36)).isEqualTo(wordBits);
    assertThat(b.getInt(72)).isEqualTo(3);
    int n = P.polynomialSize();
    int[] places = {7, n, 255, n + 9, 2 * n + 3};
    for (int i = 0; i < places.length; i++) {
      assertThat(b.getInt(76 + 4 * i)).isEqualTo(places[i]);
    }
    assertThat(b.capacity()).isEqualTo(96 + (3 * P.bigLweDimension() + 5) * bytes);
    assertThat(EncryptedResultCodec.binding(b)).contains(TestObjects.binding());
    PackedAnswer sent = answer(new SplittableRandom(5), PACKING);
    PackedAnswer read = EncryptedResultCodec.decodePacked(b, P);
    assertThat(read.packing()).isEqualTo(PACKING);
    long step = wordBits == 64 ? 1 : 1L << 64 - wordBits;
    for (int i = 0; i < sent.masks().length; i++) {
      assertThat(Math.abs(sent.masks()[i] - read.masks()[i])).isLessThanOrEqualTo(step / 2);
      assertThat(read.masks()[i] % step).isZero();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(Math.abs(sent.bodies()[i] - read.bodies()[i])).isLessThanOrEqualTo(step / 2);
    }
  }

  @Test
  void wordsOf24BitsAreRoundedHalfUpAndWrapAround() {
    LweList list = LweList.allocate(P.bigLweDimension(), 1);
    list.words()[0] = (0x123456L << 40) + (1L << 39);
    list.words()[1] = (0x123456L << 40) + (1L << 39) - 1;
    list.words()[2] = -1;
    list.words()[3] = 0x800000L << 40;
    byte[] frame = EncryptedResultCodec.encode(P, list, 24, Optional.of(TestObjects.binding()));
    assertThat(frame).hasSize(76 + 3 * (P.bigLweDimension() + 1));
    assertThat(frame[76]).isEqualTo((byte) 0x57);
    assertThat(frame[77]).isEqualTo((byte) 0x34);
    assertThat(frame[78]).isEqualTo((byte) 0x12);
    assertThat(EncryptedResultCodec.isPacked(ByteBuffer.wrap(frame))).isFalse();
    long[] read = EncryptedResultCodec.decode(ByteBuffer.wrap(frame), P).words();
    assertThat(read).startsWith(0x123457L << 40, 0x123456L << 40, 0, 0x800000L << 40);
    assertThat(again(ByteBuffer.wrap(frame))).isEqualTo(frame);
  }

  @Test
  void anAnswerOfVersionOneHas32BitsInsteadOf24() {
    byte[] frame = EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 24);
    assertThat(frame).isEqualTo(EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 32));
  }

  @Test
  void equalDistancesTravelAsPlacesInWordsOf24Bits() {
    PackedAnswer sent = answer(new SplittableRandom(7), new StridedPacking(3, 4).of(5));
    ByteBuffer b = ByteBuffer.wrap(EncryptedResultCodec.encode(sent, 24, TestObjects.binding()));
    AnswerPacking read = EncryptedResultCodec.decodePacked(b, P).packing();
    for (int i = 0; i < 5; i++) {
      assertThat(read.ciphertext(i)).isEqualTo(i / 3);
      assertThat(read.coefficient(i)).isEqualTo(i % 3 * 4 + 3);
    }
    assertThat(again(b)).isEqualTo(b.array());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, -1, Integer.MAX_VALUE})
  void anotherNumberOfCiphertextsIsRefused(int ciphertexts) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 72, ciphertexts)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, 512, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aPlaceThatDoesNotFollowIsRefused(int place) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 76, place)))), "output 0");
  }

  @Test
  void placesThatDoNotFitAreRefusedBeforeMemoryIsTaken() {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 32, 65536)))), "65536 outputs", "bytes that are left");
  }

  @Test
  void whatVersionTwoCanSayIsNotOfVersionFour() {
    byte[] separate = EncryptedResultCodec.encode(P, TestObjects.answer(P, 1), 24, Optional.of(TestObjects.binding()));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(separate, 36, 16)))), "version 2");
  }

  @Test
  void packingsThatAreNoneAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerPacking(new int[1], new int[2]), "1 outputs", "2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerPacking(new int[] {0, 2}, new int[2]), "output 1", "2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerPacking(new int[] {-1}, new int[1]), "-1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerPacking(new int[1], new int[] {-4}), "-4");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new PackedAnswer(P,
        new AnswerPacking(new int[1], new int[] {P.polynomialSize()})), "coefficient " + P.polynomialSize());
  }
}
