package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluationKeyCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tiny();

  /** Payload bytes of the longest key. */
  private static final long LONGEST = 2_147_481_632L;

  @Override
  byte[] frame() {
    return EvaluationKeyCodec.encode(TestObjects.key(P));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    byte[] seeds = new byte[16];
    random.nextBytes(seeds);
    return EvaluationKeyCodec.encode(EvaluationKey.forBootstraps(P, seeds,
        random.longs(KeyPart.BOOTSTRAPPING.words(P)).toArray(), seed(random.nextInt(256)),
        random.longs(KeyPart.KEYSWITCHING.words(P)).toArray()));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return EvaluationKeyCodec.encode(EvaluationKeyCodec.decode(bytes, P));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.EVALUATION_KEY;
  }

  @Override
  Set<Frame.Type> readable() {
    return Set.of(Frame.Type.EVALUATION_KEY, Frame.Type.KEY_PARTS);
  }

  @Test
  void aFrameThatClaimsToBeAListOfPartsIsRefused() {
    byte[] frame = frame();
    frame[6] = (byte) Frame.Type.KEY_PARTS.code();
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(Frames.resealed(frame))), "key parts");
  }

  @Test
  void thePayloadIsTwoSeedsAndTheBodiesLittleEndian() {
    Parameters p = TestObjects.tall();
    byte[] frame = EvaluationKeyCodec.encode(TestObjects.key(p));
    assertThat(Arrays.copyOfRange(frame, 32, 48)).isEqualTo(seed(0x0b));
    assertThat(Arrays.copyOfRange(frame, 48, 64)).isEqualTo(seed(0x0c));
    long bsk = KeyPart.BOOTSTRAPPING.words(p);
    assertThat(Frames.view(frame).getLong(64)).isEqualTo(words(0x1b, 1)[0]);
    assertThat(Frames.view(frame).getLong((int) (64 + 8 * bsk))).isEqualTo(words(0x1c, 1)[0]);
    assertThat(frame.length).isEqualTo((int) (64 + 8 * bsk + 8 * KeyPart.KEYSWITCHING.words(p)));
    EvaluationKey key = EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), p);
    assertThat(key.part(KeyPart.BOOTSTRAPPING).seed()).isEqualTo(seed(0x0b));
    assertThat(key.part(KeyPart.KEYSWITCHING).seed()).isEqualTo(seed(0x0c));
    assertThat(key.part(KeyPart.BOOTSTRAPPING).bodies()).isEqualTo(words(0x1b, bsk));
    assertThat(key.part(KeyPart.KEYSWITCHING).bodies()).isEqualTo(words(0x1c, KeyPart.KEYSWITCHING.words(p)));
    assertThat(key.parameters()).isEqualTo(p);
  }

  @Test
  void theLengthIsKnownFromTheParameters() {
    assertThat(EvaluationKeyCodec.encodedBytes(P, KeyPart.FOR_BOOTSTRAPS)).isEqualTo(frame().length);
    for (Parameters p : ParameterCatalogue.bootstrapped()) {
      assertThat(EvaluationKeyCodec.encodedBytes(p, KeyPart.FOR_BOOTSTRAPS)).isEqualTo(32 + p.seededKeyBytes());
    }
  }

  @Test
  void aKeyForAnotherSetIsRefusedEvenWhenItsLengthFits() {
    Parameters other = Parameters.builder("insecure-tiny")
        .glweKey(1, 256, P.glweNoise()).lweKey(1, P.lweNoise()).bootstrap(7, 1).keyswitch(4, 1).promise(1, 1, -1)
        .buildInsecureForTests();
    assertThat(EvaluationKeyCodec.encodedBytes(other, KeyPart.FOR_BOOTSTRAPS)).isEqualTo(frame().length);
    assertRefused(ErrorCode.PARAMETER_MISMATCH, () -> EvaluationKeyCodec.decode(ByteBuffer.wrap(frame()), other));
  }

  @Test
  void anUnrolledKeyComesBackWithItsProducts() {
    Parameters p = TestObjects.unrolled();
    byte[] frame = EvaluationKeyCodec.encode(TestObjects.key(p));
    EvaluationKey key = EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), p);

    assertThat(frame).hasSize(64 + 8 * (6 * 512 + 256));
    assertThat(key.part(KeyPart.BOOTSTRAPPING).bodies()).isEqualTo(words(0x1b, 6 * 512));
    assertThat(key.part(KeyPart.KEYSWITCHING).bodies()).isEqualTo(words(0x1c, 256));
  }

  @Test
  void anUnrolledKeyWithoutItsProductsIsRefused() {
    Parameters p = TestObjects.unrolled();
    Parameters ordinary = Parameters.builder("insecure-ordinary")
        .glweKey(1, 256, p.glweNoise()).lweKey(4, p.lweNoise()).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1)
        .buildInsecureForTests();
    byte[] frame = EvaluationKeyCodec.encode(TestObjects.key(ordinary));

    assertRefused(ErrorCode.PARAMETER_MISMATCH, () -> EvaluationKeyCodec.decode(ByteBuffer.wrap(frame), p));
    byte[] claimed = Frames.resealed(Frames.with64(frame, 8, p.fingerprint()));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EvaluationKeyCodec.decode(ByteBuffer.wrap(claimed), p),
        "of this shape has");
  }

  /** A key is sent as one frame, so that parameters end where frames do. */
  @Test
  void theLongestKeyOfASetFitsAFrame() {
    Parameters longest = TestObjects.longestKey();
    assertThat(EvaluationKeyCodec.encodedBytes(longest, KeyPart.FOR_BOOTSTRAPS)).isEqualTo(LONGEST + 32L);
    byte[] header = Frames.with64(Frames.with64(frame(), 8, longest.fingerprint()), 16, LONGEST);
    assertThat(Frame.readHeader(ByteBuffer.wrap(header)).payloadBytes()).isEqualTo(LONGEST);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> EvaluationKeyCodec.decode(ByteBuffer.wrap(header), longest),
        "announces");
    assertRefused(ErrorCode.INVALID_PARAMETERS, TestObjects::keyThatIsTooLong, "one frame of at most");
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> Frame.readHeader(ByteBuffer.wrap(Frames.with64(frame(), 16, Integer.MAX_VALUE))), "out of range");
  }
}
