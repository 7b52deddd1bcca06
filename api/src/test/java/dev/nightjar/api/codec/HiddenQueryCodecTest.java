package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Queries that end with encryptions of zero: two, as k = 2. */
class HiddenQueryCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.tall();
  private static final int ZEROS = 2;
  private static final Digest128 MODEL = TestObjects.binding().model();

  private static PackedInput query(int zeros) {
    PackedInput all = TestObjects.query(P, 1 + ZEROS);
    return new PackedInput(P, all.seed(), all.bodies(), zeros);
  }

  @Override
  byte[] frame() {
    return PackedInputCodec.encode(query(ZEROS), MODEL);
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return PackedInputCodec.encode(
        new PackedInput(P, seed(random.nextInt(256)), random.longs(3 * 256L).toArray(), ZEROS), MODEL);
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    PackedInput query = PackedInputCodec.decode(bytes, P, 1, ZEROS);
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
  void aFlagSaysThatTheLastCiphertextsEncryptZero() {
    assertThat(Frames.view(frame()).getInt(32)).isEqualTo(3);
    assertThat(Frames.view(frame()).getInt(36)).isEqualTo(1);
    PackedInput back = PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, 1, ZEROS);
    assertThat(back.zeros()).isEqualTo(ZEROS);
    assertThat(back.count()).isEqualTo(3);
    assertThat(back.bodies()).isEqualTo(query(0).bodies());
    assertThat(frame()).hasSize((int) PackedInputCodec.encodedBytes(P, 3));
  }

  @Test
  void aModelThatHidesItsAnswersRefusesAQueryWithoutThem() {
    byte[] without = PackedInputCodec.encode(query(0), MODEL);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(without), P, 3, ZEROS),
        "no encryption of zero", "download its client.zip again");
    byte[] versionOne = PackedInputCodec.encode(query(0));
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(versionOne), P, 3, ZEROS),
        "no encryption of zero");
  }

  @Test
  void aModelThatHidesNothingRefusesAQueryWithThem() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, 1),
        "open answers", "download its client.zip again");
  }

  @Test
  void aQueryOfAnotherCountThanTheModelTakesIsRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.decode(ByteBuffer.wrap(frame()), P, 3, ZEROS),
        "has 1 ciphertexts where the model takes 3");
  }

  @Test
  void versionOneCannotSayThatItHasThem() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> PackedInputCodec.encode(query(ZEROS)), "send a query of version 2");
  }

  @Test
  void aQueryHasAsManyAsTheParametersAskForAndSomethingBeforeThem() {
    for (int zeros : new int[] {1, 3, -1}) {
      assertRefused(ErrorCode.SHAPE_MISMATCH, () -> query(zeros), "2 encryptions of zero",
          "not with " + zeros + " of 3");
    }
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> new PackedInput(P, seed(1), new long[2 * 256], ZEROS), "2 of 2");
  }
}
