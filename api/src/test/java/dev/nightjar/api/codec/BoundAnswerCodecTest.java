package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Answers of version 2, which say what they answer. */
class BoundAnswerCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final AnswerBinding BINDING = TestObjects.binding();

  @Override
  byte[] frame() {
    return EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 32, Optional.of(BINDING));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    int count = 1 + random.nextInt(3);
    LweList list = LweList.wrap(512, count, random.longs((long) count * 513).toArray());
    AnswerBinding binding = new AnswerBinding(new Digest128(random.nextLong(), random.nextLong()),
        new Digest128(random.nextLong(), random.nextLong()));
    return EncryptedResultCodec.encode(P, list, 16 << random.nextInt(3), Optional.of(binding));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    LweList answer = EncryptedResultCodec.decode(bytes, P);
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return EncryptedResultCodec.encode(P, answer, Frames.view(copy).getInt(36), EncryptedResultCodec.binding(bytes));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.ENCRYPTED_RESULT;
  }

  @Test
  void thePayloadIsCountBitsQueryModelAndWords() {
    ByteBuffer b = Frames.view(frame());
    assertThat(b.getShort(4)).isEqualTo((short) 2);
    assertThat(b.getInt(32)).isEqualTo(2);
    assertThat(b.getInt(36)).isEqualTo(32);
    assertThat(Arrays.copyOfRange(b.array(), 40, 56)).isEqualTo(BINDING.query().bytes());
    assertThat(Arrays.copyOfRange(b.array(), 56, 72)).isEqualTo(BINDING.model().bytes());
    assertThat(b.capacity()).isEqualTo(72 + 2 * 513 * 4);
    byte[] unbound = EncryptedResultCodec.encode(P, TestObjects.answer(P, 2), 32);
    assertThat(EncryptedResultCodec.decode(b, P))
        .isEqualTo(EncryptedResultCodec.decode(ByteBuffer.wrap(unbound), P));
    assertThat(Arrays.copyOfRange(b.array(), 72, b.capacity()))
        .isEqualTo(Arrays.copyOfRange(unbound, 40, unbound.length));
  }

  @Test
  void itSaysWhatItAnswers() {
    assertThat(EncryptedResultCodec.binding(ByteBuffer.wrap(frame()))).contains(BINDING);
  }

  @Test
  void itIsNoAnswerOfVersionOne() {
    byte[] frame = frame();
    frame[4] = 1;
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> EncryptedResultCodec.decode(ByteBuffer.wrap(Frames.resealed(frame)), P), "of this shape has");
  }
}
