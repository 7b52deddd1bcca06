package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.FailureAnalysis;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuits whose answers are packed, which are of version 3. */
class PackedCircuitCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.secure();

  /** Five outputs of three features each. */
  private static Circuit open() {
    SparseMap.Builder map = SparseMap.builder(512);
    for (int i = 0; i < 5; i++) {
      map.row(new int[] {0, 1, 2}, new long[] {i, -1, 7}, i);
    }
    return new Circuit(P, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, 5).toArray(), 32);
  }

  @Override
  byte[] frame() {
    return CircuitCodec.encode(open().packed(new StridedPacking(3, 4)));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return CircuitCodec.encode(open().packed(new StridedPacking(2 + random.nextInt(9), 3 + random.nextInt(20))));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return CircuitCodec.encode(CircuitCodec.decode(bytes));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.CIRCUIT;
  }

  @Test
  void thePackingFollowsWhatVersionOneHas() {
    byte[] plain = CircuitCodec.encode(open());
    ByteBuffer frame = Frames.view(frame());
    assertThat(frame.getShort(4)).isEqualTo((short) 3);
    assertThat(frame.capacity()).isEqualTo(plain.length + 12);
    assertThat(Arrays.copyOfRange(frame.array(), 32, plain.length))
        .isEqualTo(Arrays.copyOfRange(plain, 32, plain.length));
    assertThat(frame.getInt(plain.length)).isEqualTo(2);
    assertThat(frame.getInt(plain.length + 4)).isEqualTo(3);
    assertThat(frame.getInt(plain.length + 8)).isEqualTo(4);
    assertThat(CircuitCodec.decode(frame)).isEqualTo(open().packed(new StridedPacking(3, 4))).isNotEqualTo(open());
  }

  @Test
  void theLengthOfAnAnswerIsThatOfItsMasksAndOutputs() {
    int n = P.bigLweDimension();
    assertThat(EncryptedResultCodec.encodedBytes(open().packed(new StridedPacking(3, 4))))
        .isEqualTo(80 + (2 * n + 5) * 4);
    assertThat(EncryptedResultCodec.encodedBytes(open())).isEqualTo(72 + 5 * (n + 1) * 4);
  }

  @Test
  void anOutputHasTheNoiseOfAllOutputsOfItsCiphertext() {
    double margin = Math.scalb(1.0, -20);
    double[] margins = new double[5];
    Arrays.fill(margins, margin);
    Circuit packed = open().packed(new StridedPacking(3, 4));
    double rounding = NoiseModel.replyRoundingVariance(P, 32);
    double fresh = NoiseModel.freshVariance(P);
    double first = NoiseModel.failureLog2OfDecision(margin, fresh * (3 * 50 + 1 + 4) + rounding);
    double last = NoiseModel.failureLog2OfDecision(margin, fresh * (2 * 50 + 9 + 16) + rounding);
    assertThat(FailureAnalysis.of(packed, margins).worstOutputFailureLog2())
        .isCloseTo(Math.max(first, last), within(1e-9));
    assertThat(FailureAnalysis.of(open(), margins).failureLog2())
        .isLessThanOrEqualTo(FailureAnalysis.of(packed, margins).failureLog2());
  }

  @Test
  void aProductMayBeHiddenAndIsThenOfVersionFour() {
    Circuit hidden = open().hidden(new AnswerHiding(new TUniform(20), new TUniform(40), 2))
        .packed(new StridedPacking(3, 4));
    byte[] frame = CircuitCodec.encode(hidden);
    assertThat(Frames.view(frame).getShort(4)).isEqualTo((short) 4);
    assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(hidden);
    assertThat(hidden.zeros()).isEqualTo(2 * P.glweDimension());
    Circuit once = open().hidden(new AnswerHiding(new TUniform(20), new TUniform(40)))
        .packed(new StridedPacking(3, 4));
    assertThat(CircuitCodec.decode(ByteBuffer.wrap(CircuitCodec.encode(once)))).isEqualTo(once);
  }

  @Test
  void whatNoProductGivesIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> open().packed(new StridedPacking(2, 2)), "column 2", "distance of 2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> open().packed(new StridedPacking(200, 3)), "do not fit");
    assertRefused(ErrorCode.INVALID_MODEL, () -> TestObjects.mixedCircuit().packed(new StridedPacking(3, 4)),
        "one ciphertext, not of 2");
    Circuit read = open();
    Circuit summed = new Circuit(P, 1, List.of(read.nodes().get(0),
        new Node.Linear(new SparseMap(5, new int[] {0, 1}, new int[] {0}, new long[] {1}, new long[1]))),
        IntStream.range(0, 6).toArray(), 32);
    assertRefused(ErrorCode.INVALID_MODEL, () -> summed.packed(new StridedPacking(3, 4)), "one extraction");
    Circuit some = new Circuit(P, 1, read.nodes(), new int[] {0, 2}, 32);
    assertRefused(ErrorCode.INVALID_MODEL, () -> some.packed(new StridedPacking(3, 4)), "in order");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, -1})
  void otherFlagsAreRefused(int flags) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), frame().length - 12, flags)))), "not " + flags);
  }

  @Test
  void aPackingThatIsOutOfRangeIsRefused() {
    int length = frame().length;
    assertRefused(ErrorCode.INVALID_MODEL, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), length - 8, 1)))), "not 1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), length - 4, 0)))), "distance of 0");
  }
}
