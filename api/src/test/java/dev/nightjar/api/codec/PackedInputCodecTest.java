package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedInputCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int COUNT = 2;

  @Override
  byte[] frame() {
    return PackedInputCodec.encode(TestObjects.query(P, COUNT));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return PackedInputCodec.encode(new PackedInput(P, seed(random.nextInt(256)), random.longs(COUNT * 256L).toArray()));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return PackedInputCodec.encode(PackedInputCodec.decode(bytes, P, COUNT));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.PACKED_INPUT;
  }

  @Test
  void thePayloadIsCountZeroSeedAndBodies() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getInt(32)).isEqualTo(COUNT);
    assertThat(b.getInt(36)).isZero();
    assertThat(Arrays.copyOfRange(b.array(), 40, 56)).isEqualTo(seed(0x0d));
    assertThat(b.getLong(56)).isEqualTo(words(0x1d, 1)[0]);
    assertThat(b.capacity()).isEqualTo(56 + COUNT * 256 * 8);
    PackedInput input = PackedInputCodec.decode(b, P, COUNT);
    assertThat(input.seed()).isEqualTo(seed(0x0d));
    assertThat(input.bodies()).isEqualTo(words(0x1d, COUNT * 256));
  }

  @Test
  void aQueryOfVersionOneAsksForAnAnswerThatSaysNothing() {
    assertThat(PackedInputCodec.binding(ByteBuffer.wrap(frame()))).isEmpty();
  }

  /** Version 2 has 16 bytes more before the bodies: no frame is of both. */
  @Test
  void itIsNoQueryOfVersionTwo() {
    byte[] frame = frame();
    frame[4] = 2;
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> PackedInputCodec.decode(ByteBuffer.wrap(Frames.resealed(frame)), P, COUNT), "of this shape has");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1024})
  void aQueryOfAnotherCountThanTheModelTakesIsRefused(int expected) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, expected),
        "has 2 ciphertexts where the model takes " + expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aCountOutOfRangeIsRefused(int count) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 32, count));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame), P, COUNT),
        Integer.toUnsignedString(count) + " ciphertexts");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aCountThatDoesNotFitTheLengthIsRefused(int count) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 32, count));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame), P, count),
        "of this shape has");
  }

  @Test
  void thePaddingMustBeZero() {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 36, 1));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame), P, COUNT),
        "must be zero");
  }
}
