package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.params.TUniform;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuits that are hidden in their answers, which are of version 2. */
class HiddenCircuitCodecTest extends CodecContract {
  private static Circuit hidden(int maskNoise, int flood) {
    Circuit open = TestObjects.mixedCircuit();
    return new Circuit(open.parameters(), open.inputs(), open.nodes(), open.outputs(), open.outputBits(),
        Optional.of(new AnswerHiding(new TUniform(maskNoise), new TUniform(flood))));
  }

  @Override
  byte[] frame() {
    return CircuitCodec.encode(hidden(31, 45));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return CircuitCodec.encode(hidden(random.nextInt(63), random.nextInt(62)));
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
  void theNoiseFollowsWhatVersionOneHas() {
    byte[] frame = frame();
    byte[] open = CircuitCodec.encode(TestObjects.mixedCircuit());
    assertThat(Frames.view(frame).getShort(4)).isEqualTo((short) 2);
    assertThat(Frames.view(open).getShort(4)).isEqualTo((short) 1);
    assertThat(Arrays.copyOfRange(frame, 32, open.length)).isEqualTo(Arrays.copyOfRange(open, 32, open.length));
    assertThat(Frames.view(frame).getInt(open.length)).isEqualTo(31);
    assertThat(Frames.view(frame).getInt(open.length + 4)).isEqualTo(45);
    assertThat(frame).hasSize(open.length + 8);
    assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(hidden(31, 45))
        .isNotEqualTo(hidden(31, 44)).isNotEqualTo(TestObjects.mixedCircuit());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 63, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aBoundOfNoiseThatIsOutOfRangeIsRefused(int bound) {
    int length = frame().length;
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), length - 8, bound)))), "not " + bound);
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), length - 4, bound)))), "not " + bound);
  }

  @Test
  void aFloodThatWouldWrapAroundIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> again(ByteBuffer.wrap(
        Frames.resealed(Frames.with32(frame(), frame().length - 4, 62)))), "at most 2^61", "2^62");
  }
}
