package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecretDistribution;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys of levelled sets. */
class LevelledKeyCodecTest extends CodecContract {
  private static final Parameters P = Parameters.builder("insecure-levels")
      .glweKey(1, 256, new TUniform(17), SecretDistribution.TERNARY)
      .levelled(new Levelled(List.of(new ExpansionStep(2, new Gadget(7, 2)), new ExpansionStep(4, new Gadget(8, 1))),
          new Gadget(13, 1), new Gadget(7, 2), new Gadget(7, 1))).buildInsecureForTests();

  private static EvaluationKey key(Set<KeyPart> parts, SplittableRandom random) {
    Map<KeyPart, SeededRows> rows = new EnumMap<>(KeyPart.class);
    for (KeyPart part : new TreeSet<>(parts)) {
      byte[] seed = new byte[16];
      random.nextBytes(seed);
      rows.put(part, new SeededRows(part, P, seed, random.longs(part.words(P)).toArray()));
    }
    return new EvaluationKey(P, rows);
  }

  @Override
  byte[] frame() {
    return EvaluationKeyCodec.encode(key(KeyPart.FOR_LEVELLED, new SplittableRandom(1)));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return EvaluationKeyCodec.encode(key(List.of(KeyPart.FOR_LEVELLED, Set.of(KeyPart.AUTOMORPHISM),
        Set.of(KeyPart.SCHEME_SWITCH)).get(random.nextInt(3)), random));
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

  /** Two levels of one automorphism, one level of three, and one of the scheme switch. */
  @Test
  void partsHaveTheRowsOfTheirSteps() {
    assertThat(KeyPart.AUTOMORPHISM.rows(P)).isEqualTo(2 + 3);
    assertThat(KeyPart.SCHEME_SWITCH.rows(P)).isEqualTo(1);
    assertThat(KeyPart.AUTOMORPHISM.maskWords(P)).isEqualTo(256);
    assertThat(KeyPart.SCHEME_SWITCH.bodyWords(P)).isEqualTo(256);
    assertThat(frame()).hasSize(32 + 4 + 2 * 4 + 2 * 16 + 6 * 256 * 8);
    EvaluationKey key = EvaluationKeyCodec.decode(ByteBuffer.wrap(frame()), P);
    assertThat(key.parts()).containsExactly(KeyPart.AUTOMORPHISM, KeyPart.SCHEME_SWITCH);
    assertThat(key.part(KeyPart.AUTOMORPHISM).rowWords()).isEqualTo(512);
    assertRefused(ErrorCode.KEY_REQUIRED, () -> key.part(KeyPart.BOOTSTRAPPING), "no bootstrapping key");
  }

  @Test
  void theLengthIsKnownFromTheParameters() {
    for (Parameters p : ParameterCatalogue.all(KeyFamily.LEVELLED)) {
      assertThat(EvaluationKeyCodec.encodedBytes(p, KeyPart.FOR_LEVELLED)).isEqualTo(32 + 12 + p.seededKeyBytes());
    }
  }

  @ParameterizedTest
  @EnumSource(value = KeyPart.class, names = {"BOOTSTRAPPING", "KEYSWITCHING"})
  void aPartOfBootstrapsIsRefusedUnderALevelledSet(KeyPart part) {
    byte[] frame = EvaluationKeyCodec.encode(key(Set.of(KeyPart.SCHEME_SWITCH), new SplittableRandom(1)));
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> again(ByteBuffer.wrap(Frames.resealed(Frames.with32(frame, 36, part.code())))),
        "insecure-levels have no " + part.description());
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> part.words(P), "a levelled set");
    assertThat(part.isOf(P)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = KeyPart.class, names = {"AUTOMORPHISM", "SCHEME_SWITCH"})
  void aLevelledPartIsRefusedUnderASetWithBootstraps(KeyPart part) {
    Parameters tiny = TestObjects.tiny();
    byte[] frame = EvaluationKeyCodec.encode(TestObjects.partOf(tiny, KeyPart.KEYSWITCHING));
    assertRefused(ErrorCode.INVALID_FORMAT,
        () -> EvaluationKeyCodec.decode(
            ByteBuffer.wrap(Frames.resealed(Frames.with32(frame, 36, part.code()))), tiny),
        "insecure-tiny have no " + part.description());
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> part.words(tiny), "no levelled set");
    assertThat(part.isOf(tiny)).isFalse();
  }
}
