package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.LevelledObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.diagram.RandomDiagrams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagramCodecTest extends CodecContract {
  private static final int CONSTANT = 0;
  private static final int SELECT = 1;
  private static final int ROTATE = 2;
  private static final int SHIFT = 3;
  private static final int SUM = 4;

  @Override
  byte[] frame() {
    return CircuitCodec.encode(LevelledObjects.circuit(small()));
  }

  private static Diagram small() {
    DiagramBuilder builder = Diagram.builder(2048, 2);
    int table = builder.table(3, new long[] {1L << 60, 0, 5});
    int select = builder.select(1, table, builder.constant(7));
    int rotate = builder.rotate(0, select, 4095);
    builder.output(builder.sum(builder.shift(rotate, 9), select, select));
    return builder.build();
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return CircuitCodec.encode(LevelledObjects.circuit(
        RandomDiagrams.of(random, 2048, 1 + random.nextInt(8), 3 + random.nextInt(12))));
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return CircuitCodec.encode(CircuitCodec.decode(bytes));
  }

  @Override
  Frame.Type type() {
    return Frame.Type.CIRCUIT;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aCircuitWithADiagramComesBackAsItWas(long seed) {
    Circuit circuit = LevelledObjects.circuit(RandomDiagrams.of(new SplittableRandom(seed), 2048, 6, 40));
    byte[] frame = CircuitCodec.encode(circuit);

    assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(circuit);
    assertThat(Frame.readHeader(ByteBuffer.wrap(frame)).version()).isEqualTo(4);
  }

  /** A circuit of two bits, whose diagram's bytes are these. */
  private static void decode(Consumer<ByteBuffer> steps) {
    ByteBuffer payload = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = LevelledObjects.P.canonical().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    payload.putInt(text.length).put(text).putInt(1).putInt(64).putInt(3);
    payload.putInt(4).putInt(2);
    payload.putInt(5).putInt(2).putInt(0).putInt(1);
    steps.accept(payload);
    payload.putInt(6).putInt(1).putInt(2).putInt(0);
    payload.putInt(1).putInt(3).putInt(0);
    byte[] bytes = Arrays.copyOf(payload.array(), payload.position());
    byte[] frame = Frame.write(Frame.Type.CIRCUIT, 4, LevelledObjects.P, bytes.length, b -> b.put(bytes));
    CircuitCodec.decode(ByteBuffer.wrap(frame));
  }

  private static ByteBuffer step(ByteBuffer b, int kind, int... fields) {
    b.put((byte) kind);
    Arrays.stream(fields).forEach(b::putInt);
    return b;
  }

  private static ByteBuffer constant(ByteBuffer b, long word) {
    return step(b, CONSTANT, 0, 1).putLong(word);
  }

  private static void outputs(ByteBuffer b, int... steps) {
    b.putInt(steps.length);
    Arrays.stream(steps).forEach(b::putInt);
  }

  @Test
  void theBytesOfADiagramAreThese() {
    decode(b -> {
      b.putInt(6);
      constant(b, 9);
      step(b, CONSTANT, 5, 2).putLong(1).putLong(2);
      step(b, SELECT, 1, 0, 1);
      step(b, ROTATE, 0, 2, 5);
      step(b, SHIFT, 3, 4095);
      step(b, SUM, 3, 2, 2, 4);
      outputs(b, 5);
    });
  }

  private static void refused(ErrorCode code, Consumer<ByteBuffer> steps, String... words) {
    assertRefused(code, () -> decode(steps), words);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 22, 1000})
  void aNumberOfStepsWordsTermsOrOutputsThatDoesNotFitIsRefused(int count) {
    refused(ErrorCode.INVALID_FORMAT, b -> b.putInt(count), "a count of " + count);
    refused(ErrorCode.INVALID_FORMAT, b -> step(b.putInt(1), CONSTANT, 0, count), "a count of " + count);
    refused(ErrorCode.INVALID_FORMAT, b -> step(constant(b.putInt(2), 1), SUM, count), "a count of " + count);
    refused(ErrorCode.INVALID_FORMAT, b -> constant(b.putInt(1), 1).putInt(count), "a count of " + count);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 127, 128, 255})
  void aKindOfStepThatIsNotKnownIsRefused(int kind) {
    refused(ErrorCode.INVALID_FORMAT, b -> step(b.putInt(1), kind, 0, 0), "step kind");
  }

  @Test
  void stepsThatReadWhatIsNotThereAreRefused() {
    for (int bad : new int[] {-1, 1, 2, Integer.MAX_VALUE}) {
      refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), SELECT, 0, 0, bad), "value " + bad);
      refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), ROTATE, 0, bad, 1), "value " + bad);
      refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), SHIFT, bad, 1), "value " + bad);
      refused(ErrorCode.INVALID_MODEL, b -> outputs(constant(b.putInt(1), 1), bad), "value " + bad);
    }
    refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), ROTATE, 2, 0, 1), "bit 2 of 2");
    refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), SELECT, -1, 0, 0), "bit -1 of 2");
    refused(ErrorCode.INVALID_MODEL, b -> step(constant(b.putInt(2), 1), ROTATE, 1, 0, 4096), "not by 4096");
    refused(ErrorCode.INVALID_MODEL, b -> step(b.putInt(1), CONSTANT, 2048, 1).putLong(1), "X^2048");
    refused(ErrorCode.INVALID_MODEL, b -> outputs(constant(b.putInt(1), 1)), "at least one output");
  }

  @Test
  void stepsThatRepeatOrChangeNothingOrAreNotNeededAreRefused() {
    refused(ErrorCode.INVALID_FORMAT, b -> constant(constant(b.putInt(2), 1), 1), "step 1", "repeats");
    refused(ErrorCode.INVALID_FORMAT, b -> step(constant(b.putInt(2), 1), SELECT, 0, 0, 0), "step 1");
    refused(ErrorCode.INVALID_FORMAT, b -> outputs(step(constant(b.putInt(2), 1), SHIFT, 0, 7), 1), "no output");
    refused(ErrorCode.INVALID_FORMAT, b -> outputs(step(constant(b.putInt(2), 1), SHIFT, 0, 7), 0, 1),
        "adds up constants");
    refused(ErrorCode.INVALID_FORMAT, b -> outputs(step(constant(b.putInt(2), 1), SUM, 2, 0, 0), 0, 1),
        "adds up constants");
    refused(ErrorCode.INVALID_FORMAT, b -> step(constant(b.putInt(2), 1), SUM, 1, 0), "step 1");
    refused(ErrorCode.INVALID_FORMAT, b -> outputs(constant(constant(b.putInt(2), 1), 2), 0), "no output needs 1 of");
    refused(ErrorCode.INVALID_FORMAT,
        b -> outputs(step(b.putInt(1), CONSTANT, 0, 2).putLong(1).putLong(0), 0), "has zeros at the end");
    refused(ErrorCode.INVALID_FORMAT,
        b -> step(step(constant(b.putInt(3), 1), ROTATE, 0, 0, 1), SUM, 2, 1, 0), "terms of a sum ascend");
    for (int amount : new int[] {0, -1, 4096}) {
      refused(ErrorCode.INVALID_FORMAT,
          b -> step(step(constant(b.putInt(3), 1), ROTATE, 0, 0, 1), SHIFT, 1, amount), "not by " + amount);
    }
  }
}
