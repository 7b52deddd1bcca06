package dev.nightjar.api.codec;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.secure();

  @Override
  byte[] frame() {
    return CircuitCodec.encode(TestObjects.mixedCircuit());
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    int rows = 1 + random.nextInt(5);
    SparseMap extract = map(random, 512, rows);
    int[] inputs = random.ints(1 + random.nextInt(4), 0, rows).toArray();
    long[][][] values = new long[1 + random.nextInt(3)][1 << random.nextInt(3)][];
    for (long[][] table : values) {
      for (int o = 0; o < table.length; o++) {
        table[o] = random.longs(1L << random.nextInt(4)).toArray();
      }
    }
    Node.Lookup lookup = new Node.Lookup(inputs, random.ints(inputs.length, 0, values.length).toArray(),
        random.doubles(inputs.length, 1e-9, 0.25).toArray(), LookupTables.of(512, values));
    int wires = rows + lookup.width();
    SparseMap linear = map(random, wires, 2);
    return CircuitCodec.encode(new Circuit(P, 1, List.of(new Node.Extract(extract), lookup, new Node.Linear(linear)),
        random.ints(3, 0, wires + 2).toArray(), 16 << random.nextInt(3)));
  }

  private static SparseMap map(SplittableRandom random, int columns, int rows) {
    SparseMap.Builder builder = SparseMap.builder(columns);
    for (int r = 0; r < rows; r++) {
      int[] column = random.ints(random.nextInt(6), 0, columns).distinct().toArray();
      builder.row(column, random.longs(column.length).toArray(), random.nextLong());
    }
    return builder.build();
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
  void circuitsSurviveTheRoundTrip() {
    for (Circuit circuit : List.of(TestObjects.linearCircuit(), TestObjects.mixedCircuit())) {
      Circuit back = CircuitCodec.decode(ByteBuffer.wrap(CircuitCodec.encode(circuit)));
      assertThat(back).isEqualTo(circuit).hasSameHashCodeAs(circuit);
    }
  }

  @Test
  void thePayloadIsLaidOutAsDocumented() {
    Payload expected = new Payload().text(P.canonical()).i32(1).i32(32).i32(1)
        .i32(1).i32(512).i32(1).i32(3)
        .i32(3)
        .i32(0).i32(1).i32(2)
        .i64(3).i64(-5).i64(7)
        .i64(-(1L << 50))
        .i32(1).i32(0);
    byte[] frame = CircuitCodec.encode(TestObjects.linearCircuit());
    assertThat(Arrays.copyOfRange(frame, 32, frame.length)).isEqualTo(expected.bytes());
  }

  /** A set that no key could be sent for, and one that bears a name of the catalogue with numbers of its own. */
  @Test
  void aCircuitUnderASetThatNoClientShouldUseIsRefusedBeforeMemoryIsTaken() {
    String huge = "nightjar-parameters/1 id=huge n=4096 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1"
        + " failure=-1";
    byte[] frame = Frames.withParameters(frame(), huge);
    assertThat(Allocation.of(() -> assertRefused(ErrorCode.INVALID_PARAMETERS,
        () -> CircuitCodec.decode(ByteBuffer.wrap(frame)), "one frame of at most"))).isLessThan(4 << 20);
    byte[] impostor = Frames.withParameters(frame(), P.canonical().replace("failure=-64", "failure=-1"));
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> CircuitCodec.decode(ByteBuffer.wrap(impostor)),
        "NJ1_M1_P64 is the name of a set of the catalogue");
    byte[] same = Frames.withParameters(frame(), P.canonical());
    assertThat(CircuitCodec.encode(CircuitCodec.decode(ByteBuffer.wrap(same)))).isEqualTo(frame());
  }

  @Test
  void aHeaderThatNamesAnotherSetThanThePayloadIsRefused() {
    byte[] frame = Frames.resealed(Frames.with64(frame(), 8, TestObjects.tiny().fingerprint()));
    assertRefused(ErrorCode.PARAMETER_MISMATCH, () -> CircuitCodec.decode(ByteBuffer.wrap(frame)));
  }

  @Test
  void aCircuitUnderAnInsecureSetIsRefused() {
    Parameters tiny = TestObjects.tiny();
    Circuit circuit = new Circuit(tiny, 1,
        List.of(new Node.Extract(new SparseMap(256, new int[] {0, 0}, new int[0], new long[0], new long[1]))),
        new int[] {0}, 64);
    assertRefused(ErrorCode.INVALID_PARAMETERS,
        () -> CircuitCodec.decode(ByteBuffer.wrap(CircuitCodec.encode(circuit))), "insecure-tiny", "tests only");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, -1, 256, Integer.MAX_VALUE})
  void aNodeOfAnUnknownTypeIsRefused(int type) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> decode(start(1).i32(type)), "node type " + type);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1000, 1 << 28, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void countsThatTheBytesCannotHoldAreRefusedWithoutMemory(int count) {
    List<Payload> payloads = List.of(
        new Payload().i32(count),
        start(count),
        start(1).i32(1).i32(512).i32(count),
        start(1).i32(1).i32(512).i32(1).i32(count).i32(0).i64(0),
        start(1).i32(3).i32(count),
        lookup().i32(count).i32(1),
        lookup().i32(1).i32(count),
        lookup().i32(1).i32(1).i32(count),
        start(0).i32(count));
    for (Payload payload : payloads) {
      byte[] frame = payload.i64(0).i64(0).frame();
      assertRefused(ErrorCode.INVALID_FORMAT, () -> CircuitCodec.decode(ByteBuffer.wrap(frame)),
          "a count of " + count);
      long taken = Allocation.of(() -> assertThatThrownBy(() -> CircuitCodec.decode(ByteBuffer.wrap(frame))));
      assertThat(taken).isLessThan(1 << 20);
    }
  }

  @Test
  void aHundredThousandTablesTakeNoMoreMemoryThanTheirBytes() {
    int tables = 100_000;
    Payload payload = lookup().i32(tables).i32(1);
    for (int t = 0; t < tables; t++) {
      payload.i32(1).i64(t);
    }
    payload.i32(1).i32(1);
    byte[] frame = payload.frame();
    long taken = Allocation.of(() -> assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame)).bootstraps()).isOne());
    assertThat(taken).isLessThan(40L * frame.length);
  }

  @Test
  void lookUpsWithMoreOutputsThanACircuitHasWiresAreRefused() {
    int inputs = 1 << 14;
    int outputs = 256;
    Payload payload = start(2).extractOneRow().i32(3).i32(inputs);
    for (int i = 0; i < 2 * inputs; i++) {
      payload.i32(0);
    }
    for (int i = 0; i < inputs; i++) {
      payload.i64(Double.doubleToLongBits(0.25));
    }
    payload.i32(1).i32(outputs);
    for (int o = 0; o < outputs; o++) {
      payload.i32(1).i64(o);
    }
    assertRefused(ErrorCode.INVALID_MODEL, () -> decode(payload.i32(1).i32(0)), "wires of a circuit");
  }

  @Test
  void bytesAfterTheLastFieldAreRefused() {
    byte[] frame = frame();
    byte[] longer = Frames.resealed(Frames.resized(frame, frame.length + 4));
    assertRefused(ErrorCode.INVALID_FORMAT, () -> CircuitCodec.decode(ByteBuffer.wrap(longer)), "4 bytes follow");
  }

  @Test
  void aMarginThatIsNoNumberIsRefused() {
    for (double margin : new double[] {Double.NaN, 0, -0.0, -0.1, 0.26, Double.POSITIVE_INFINITY}) {
      Payload payload = start(2).extractOneRow().i32(3).i32(1).i32(0).i32(0).i64(Double.doubleToRawLongBits(margin))
          .i32(1).i32(1).i32(1).i64(0).i32(1).i32(0);
      assertRefused(ErrorCode.INVALID_MODEL, () -> decode(payload), "a margin lies in (0, 1/4], not " + margin);
    }
  }

  @Test
  void parametersThatAreNotCanonicalTextAreRefused() {
    for (String text : new String[] {"", "x", P.canonical() + " ", P.canonical().replace(" n=", "  n="),
        P.canonical().replace("norm2=4", "norm2=4.0"), "é" + P.canonical()}) {
      assertRefused(ErrorCode.INVALID_PARAMETERS, () -> decode(new Payload().text(text).i32(1).i32(64).i32(0).i32(0)));
    }
  }

  private static Payload start(int nodes) {
    return new Payload().text(P.canonical()).i32(1).i32(64).i32(nodes);
  }

  /** An extraction and a look-up, up to its tables. */
  private static Payload lookup() {
    return start(2).extractOneRow().i32(3).i32(1).i32(0).i32(0).i64(Double.doubleToLongBits(0.25));
  }

  private static Circuit decode(Payload payload) throws NightjarException {
    return CircuitCodec.decode(ByteBuffer.wrap(payload.frame()));
  }

  /** A payload written by hand, without the codec. */
  private static final class Payload {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Payload i32(int v) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(v).array());
      return this;
    }

    Payload i64(long v) {
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(v).array());
      return this;
    }

    Payload text(String s) {
      byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
      i32(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Payload extractOneRow() {
      return i32(1).i32(512).i32(1).i32(0).i32(0).i64(0);
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    byte[] frame() {
      byte[] payload = bytes();
      return Frame.write(Frame.Type.CIRCUIT, P, payload.length, b -> b.put(payload));
    }
  }
}
