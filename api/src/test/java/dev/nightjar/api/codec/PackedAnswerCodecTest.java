package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
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

/** Answers of version 3, whose outputs share masks. */
class PackedAnswerCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();

  private static PackedAnswer answer(SplittableRandom random, StridedPacking packing, int count) {
    PackedAnswer answer = new PackedAnswer(P, packing.of(count));
    Arrays.setAll(answer.masks(), i -> random.nextLong());
    Arrays.setAll(answer.bodies(), i -> random.nextLong());
    return answer;
  }

  private static byte[] frame(int wordBits) {
    return EncryptedResultCodec.encode(answer(new SplittableRandom(5), new StridedPacking(3, 4), 5), wordBits,
        TestObjects.binding());
  }

  @Override
  byte[] frame() {
    return frame(32);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    StridedPacking packing = new StridedPacking(2 + random.nextInt(5), 1 + random.nextInt(9));
    return EncryptedResultCodec.encode(answer(random, packing, 1 + random.nextInt(12)), 16 << random.nextInt(3),
        TestObjects.binding());
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    PackedAnswer answer = EncryptedResultCodec.decodePacked(bytes, P);
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return EncryptedResultCodec.encode(answer, Frames.view(copy).getInt(36),
        EncryptedResultCodec.binding(bytes).orElseThrow());
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @ParameterizedTest
  @CsvSource({"16, 2", "32, 4", "64, 8"})
  void eachCiphertextHasItsMasksAndAWordForEachOutput(int wordBits, int bytes) {
    ByteBuffer b = Frames.view(frame(wordBits));
    assertThat(b.getShort(4)).isEqualTo((short) 3);
    assertThat(b.getInt(32)).isEqualTo(5);
    assertThat(b.getInt(36)).isEqualTo(wordBits);
    assertThat(Arrays.copyOfRange(b.array(), 40, 56)).isEqualTo(TestObjects.binding().query().bytes());
    assertThat(Arrays.copyOfRange(b.array(), 56, 72)).isEqualTo(TestObjects.binding().model().bytes());
    assertThat(b.getInt(72)).isEqualTo(3);
    assertThat(b.getInt(76)).isEqualTo(4);
    assertThat(b.capacity()).isEqualTo(80 + (2 * 512 + 5) * bytes);
    assertThat(EncryptedResultCodec.binding(b)).contains(TestObjects.binding());
  }

  @Test
  void aWholeWordComesBackAsItWasAndBetweenTheMasksLieTheBodies() {
    PackedAnswer sent = answer(new SplittableRandom(5), new StridedPacking(3, 4), 5);
    ByteBuffer b = Frames.view(EncryptedResultCodec.encode(sent, 64, TestObjects.binding()));
    assertThat(EncryptedResultCodec.decodePacked(b, P)).isEqualTo(sent);
    assertThat(b.getLong(80 + 8 * 512)).isEqualTo(sent.bodies()[0]);
    assertThat(b.getLong(80 + 8 * (512 + 3))).isEqualTo(sent.masks()[512]);
  }

  /** By the definition of a product, with a key of one coefficient after the other. */
  @Test
  void anOutputIsACoefficientOfItsCiphertext() {
    PackedAnswer answer = answer(new SplittableRandom(6), new StridedPacking(3, 4), 5);
    int n = P.polynomialSize();
    LweList outputs = answer.extract();
    for (int i = 0; i < 5; i++) {
      int h = i % 3 * 4 + 3;
      assertThat(answer.packing().coefficient(i)).isEqualTo(h);
      assertThat(outputs.words()[outputs.offset(i) + 512]).isEqualTo(answer.bodies()[i]);
      for (int s = 0; s < 512; s++) {
        int shift = h - s % n;
        long mask = answer.masks()[i / 3 * 512 + s / n * n + Math.floorMod(shift, n)];
        assertThat(outputs.words()[outputs.offset(i) + s]).isEqualTo(shift >= 0 ? mask : -mask);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 65, Integer.MAX_VALUE})
  void outputsOfACiphertextThatDoNotFitAreRefused(int outputs) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 72, outputs)))), Integer.toUnsignedString(outputs), "out of range");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 86, Integer.MAX_VALUE})
  void aDistanceThatDoesNotFitIsRefused(int stride) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 76, stride)))), Integer.toUnsignedString(stride), "out of range");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 6, 65537, -1})
  void aCountThatDoesNotFitTheLengthIsRefused(int count) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), 32, count)))));
  }

  @Test
  void eachReaderRefusesTheOthersVersions() {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EncryptedResultCodec.decode(ByteBuffer.wrap(frame()), P), "packed");
    byte[] separate = EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 32, Optional.of(TestObjects.binding()));
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> EncryptedResultCodec.decodePacked(ByteBuffer.wrap(separate), P), "not packed");
    assertThat(EncryptedResultCodec.isPacked(ByteBuffer.wrap(frame()))).isTrue();
    assertThat(EncryptedResultCodec.isPacked(ByteBuffer.wrap(separate))).isFalse();
  }

  @Test
  void aPackingOfOneOutputOrWithoutDistanceIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new StridedPacking(1, 3), "not 1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new StridedPacking(2, 0), "distance of 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new PackedAnswer(P, new StridedPacking(2, 200).of(2)),
        "coefficient 399");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> EncryptedResultCodec.encode(
        new PackedAnswer(P, new StridedPacking(2, 2).of(0)), 32, TestObjects.binding()), "not 0");
  }
}
