package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of version 2, which name their model. */
class BoundQueryCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int COUNT = 2;
  private static final Digest128 MODEL = TestObjects.binding().model();

  @Override
  byte[] frame() {
    return PackedInputCodec.encode(TestObjects.query(P, COUNT), MODEL);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return PackedInputCodec.encode(new PackedInput(P, seed(random.nextInt(256)), random.longs(COUNT * 256L).toArray()),
        new Digest128(random.nextLong(), random.nextLong()));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    PackedInput query = PackedInputCodec.decode(bytes, P, COUNT);
    return PackedInputCodec.encode(query, PackedInputCodec.binding(bytes).orElseThrow().model());
  }

  @Override
  int structure() {
    return 160;
  }

  @Override
  Frame.Type type() {
    return Frame.Type.PACKED_INPUT;
  }

  @Test
  void thePayloadIsCountFlagsSeedModelAndBodies() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getShort(4)).isEqualTo((short) 2);
    assertThat(b.getInt(32)).isEqualTo(COUNT);
    assertThat(b.getInt(36)).isZero();
    assertThat(Arrays.copyOfRange(b.array(), 40, 56)).isEqualTo(seed(0x0d));
    assertThat(Arrays.copyOfRange(b.array(), 56, 72)).isEqualTo(MODEL.bytes());
    assertThat(b.getLong(72)).isEqualTo(words(0x1d, 1)[0]);
    assertThat(b.capacity()).isEqualTo(72 + COUNT * 256 * 8);
    PackedInput input = PackedInputCodec.decode(b, P, COUNT);
    assertThat(input.seed()).isEqualTo(seed(0x0d));
    assertThat(input.bodies()).isEqualTo(words(0x1d, COUNT * 256));
  }

  @Test
  void itsAnswerIsBoundToTheWholeFrameAndToTheModel() {
    byte[] frame = frame();
    assertThat(PackedInputCodec.binding(ByteBuffer.wrap(frame)))
        .contains(new AnswerBinding(Digest128.of(frame), MODEL));
    byte[] longer = new byte[frame.length + 13];
    System.arraycopy(frame, 0, longer, 7, frame.length);
    ByteBuffer within = ByteBuffer.wrap(longer, 7, frame.length).asReadOnlyBuffer();
    assertThat(PackedInputCodec.binding(within)).isEqualTo(PackedInputCodec.binding(ByteBuffer.wrap(frame)));
    assertThat(within.position()).isEqualTo(7);
    byte[] other = Frames.resealed(Frames.flip(frame, 8 * frame.length - 1));
    assertThat(PackedInputCodec.binding(ByteBuffer.wrap(other)).orElseThrow().query())
        .isNotEqualTo(Digest128.of(frame));
  }

  @Test
  void theLengthIsKnownFromTheCount() {
    assertThat(PackedInputCodec.encodedBytes(P, COUNT)).isEqualTo(frame().length);
    assertThat(PackedInputCodec.encodedBytes(P, Integer.MAX_VALUE))
        .isEqualTo(32 + 40 + (long) Integer.MAX_VALUE * 2048);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 1 << 16, Integer.MIN_VALUE, -1})
  void flagsThatAreNotKnownAreRefused(int flags) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), 36, flags));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame), P, COUNT),
        "flags 0x" + Integer.toHexString(flags));
  }

  @Test
  void aQueryOfAnotherCountThanTheModelTakesIsRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, 3),
        "has 2 ciphertexts where the model takes 3");
  }
}
