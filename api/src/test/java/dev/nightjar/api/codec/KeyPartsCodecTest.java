package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of other parts than those for bootstraps. */
class KeyPartsCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tiny();
  private static final int PAYLOAD = Frame.HEADER_BYTES;

  private static EvaluationKey key(KeyPart part, byte[] seed, long[] bodies) {
    return new EvaluationKey(P, Map.of(part, new SeededRows(part, P, seed, bodies)));
  }

  @Override
  byte[] frame() {
    return EvaluationKeyCodec.encode(TestObjects.partOf(P, KeyPart.KEYSWITCHING));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    KeyPart part = KeyPart.values()[random.nextInt(2)];
    return EvaluationKeyCodec.encode(key(part, seed(random.nextInt(256)), random.longs(part.words(P)).toArray()));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return EvaluationKeyCodec.encode(EvaluationKeyCodec.decode(bytes, P));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.KEY_PARTS;
  }

  @Override
  Set<Frame.Type> readable() {
    return Set.of(Frame.Type.KEY_PARTS, Frame.Type.EVALUATION_KEY);
  }

  @Override
  Frame.Type wanted() {
    return Frame.Type.EVALUATION_KEY;
  }

  @Test
  void thePayloadIsAListOfPartsTheirSeedsAndTheirBodies() {
    byte[] frame = frame();
    assertThat(Frames.view(frame).getInt(PAYLOAD)).isEqualTo(1);
    assertThat(Frames.view(frame).getInt(PAYLOAD + 4)).isEqualTo(KeyPart.KEYSWITCHING.code());
    assertThat(Arrays.copyOfRange(frame, PAYLOAD + 8, PAYLOAD + 24)).isEqualTo(seed(0x0c));
    assertThat(frame).hasSize(PAYLOAD + 8 + 16 + 8 * 256);
    assertThat(EvaluationKeyCodec.encodedBytes(P, Set.of(KeyPart.KEYSWITCHING))).isEqualTo(frame.length);
    EvaluationKey key = EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), P);
    assertThat(key.parts()).containsExactly(KeyPart.KEYSWITCHING);
    assertThat(key.part(KeyPart.KEYSWITCHING).seed()).isEqualTo(seed(0x0c));
  }

  @Test
  void noPartsMeanThatNoKeyIsSent() {
    assertThat(EvaluationKeyCodec.encodedBytes(P, Set.of())).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 2, 3, 1 << 28, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aNumberOfPartsThatDoesNotFitIsRefused(int count) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), PAYLOAD, count));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(frame)));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 1 << 20, Integer.MAX_VALUE})
  void anUnknownPartIsRefusedByItsCode(int code) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), PAYLOAD + 4, code));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(frame)), "code " + code, "newer version");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aCodeThatIsNotPositiveIsRefused(int code) {
    byte[] frame = Frames.resealed(Frames.with32(frame(), PAYLOAD + 4, code));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(frame)), "ascend", String.valueOf(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2", "2 1", "2 2", "1 1"})
  void twoPartsInAnyOrderAreRefused(String codes) {
    String[] both = codes.split(" ");
    byte[] frame = Frames.resized(frame(), frame().length + 8);
    frame = Frames.with32(frame, PAYLOAD, 2);
    frame = Frames.with32(frame, PAYLOAD + 4, Integer.parseInt(both[0]));
    byte[] listed = Frames.resealed(Frames.with32(frame, PAYLOAD + 8, Integer.parseInt(both[1])));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(listed)),
        codes.equals("1 2") ? "not a list of parts" : "ascend");
  }

  @Test
  void aPartOfAnotherLengthIsRefused() {
    byte[] frame = Frames.resealed(Frames.resized(frame(), frame().length - 8));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(frame)), "payload bytes");
    byte[] other = Frames.resealed(Frames.with32(frame(), PAYLOAD + 4, KeyPart.BOOTSTRAPPING.code()));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(other)), "payload bytes");
  }
}
