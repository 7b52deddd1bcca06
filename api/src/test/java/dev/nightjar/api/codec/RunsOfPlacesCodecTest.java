package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of version 5: places of outputs as runs of equal distances. */
class RunsOfPlacesCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int N = P.polynomialSize();

  /** Two ciphertexts of outputs at distances of 3 and 1, and one that stands alone. */
  private static final AnswerPacking PACKING = new AnswerPacking(new int[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0},
      new int[] {2, 5, 8, 11, 14, 17, 0, 1, 2, 3, 4, 100});

  private static PackedAnswer answer(SplittableRandom random, AnswerPacking packing) {
    PackedAnswer answer = new PackedAnswer(P, packing);
    Arrays.setAll(answer.masks(), i -> random.nextLong());
    Arrays.setAll(answer.bodies(), i -> random.nextLong());
    return answer;
  }

  @Override
  byte[] frame() {
    return EncryptedResultCodec.encode(answer(new SplittableRandom(5), PACKING), 24, TestObjects.binding());
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    StridedPacking packing = new StridedPacking(8 + random.nextInt(8), 1 + random.nextInt(N / 16));
    return EncryptedResultCodec.encode(answer(random, packing.of(6 + random.nextInt(30))), 24, TestObjects.binding());
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    PackedAnswer answer = EncryptedResultCodec.decodePacked(bytes, P);
    return EncryptedResultCodec.encode(answer, 24, EncryptedResultCodec.binding(bytes).orElseThrow());
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @Test
  void runsStandWhereVersionFourHasPlaces() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getShort(4)).isEqualTo((short) 5);
    assertThat(b.getInt(32)).isEqualTo(12);
    assertThat(b.getInt(36)).isEqualTo(24);
    int[] fields = {2, 3, 2, 3, 6, N, 1, 5, 100, 0, 1};
    for (int i = 0; i < fields.length; i++) {
      assertThat(b.getInt(72 + 4 * i)).as("field " + i).isEqualTo(fields[i]);
    }
    assertThat(b.capacity()).isEqualTo(72 + 4 * fields.length + (2 * P.bigLweDimension() + 12) * 3);
    assertThat(EncryptedResultCodec.isPacked(b)).isTrue();
    PackedAnswer read = EncryptedResultCodec.decodePacked(b, P);
    assertThat(read.packing()).isEqualTo(PACKING);
    assertThat(read.bodies()[11] >>> 40).isBetween(
        answer(new SplittableRandom(5), PACKING).bodies()[11] >>> 40,
        (answer(new SplittableRandom(5), PACKING).bodies()[11] >>> 40) + 1);
  }

  @Test
  void outputsOfEqualDistancesTakeARunForEachCiphertext() {
    AnswerPacking packing = new StridedPacking(33, N / 33).of(100);
    byte[] frame = EncryptedResultCodec.encode(answer(new SplittableRandom(6), packing), 24, TestObjects.binding());
    assertThat(frame).hasSize(72 + 4 + 4 + 4 * 12 + (4 * P.bigLweDimension() + 100) * 3);
    assertThat(again(ByteBuffer.wrap(frame))).isEqualTo(frame);
  }

  @ParameterizedTest
  @CsvSource({
      "72, 3, in 2 ciphertexts", "76, 0, 0 runs", "76, 13, runs of places of 12 outputs", "76, -1, runs of places",
      "76, 2, places are of 11 outputs", "88, 0, run 0", "88, 13, run 0 of places has 13 outputs", "88, -1, run 0",
      "84, 2147483647, out of range", "80, -1, output 0", "80, 512, output 0", "108, 7, not as long as they can be"})
  void aFieldThatDoesNotFitIsRefused(int at, int value, String message) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), at, value)))), message);
  }

  @Test
  void placesThatRunsDoNotShortenAreOfVersionFour() {
    byte[] frame = EncryptedResultCodec.encode(answer(new SplittableRandom(7),
        new AnswerPacking(new int[4], new int[] {1, 2, 3, 4})), 24, TestObjects.binding());
    assertThat(Frames.view(frame).getShort(4)).isEqualTo((short) 4);
  }
}
