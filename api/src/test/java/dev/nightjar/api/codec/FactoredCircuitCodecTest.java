package dev.nightjar.api.codec;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Circuits with look-ups of several values, version 5. */
class FactoredCircuitCodecTest extends CodecContract {
  private static final Parameters P = TestObjects.secure();

  @Override
  Frame.Type type() {
    return Frame.Type.CIRCUIT;
  }

  @Override
  byte[] frame() {
    return anyFrame(new SplittableRandom(5));
  }

  @Override
  byte[] anyFrame(SplittableRandom random) {
    return CircuitCodec.encode(circuit(random));
  }

  private static Circuit circuit(SplittableRandom random) {
    int outputs = 1 + random.nextInt(4);
    long[][] common = new long[1 + random.nextInt(3)][];
    int[][][] factors = new int[common.length][outputs][];
    for (int t = 0; t < common.length; t++) {
      common[t] = random.longs(1L << random.nextInt(4)).toArray();
      for (int o = 0; o < outputs; o++) {
        factors[t][o] = random.ints(1L << random.nextInt(5), -9, 10).toArray();
      }
    }
    Node.Lookup lookup = new Node.Lookup(new int[] {0, 0}, new int[] {0, common.length - 1}, new double[] {0.1, 0.2},
        LookupTables.ofFactors(P.tableSize(), common, factors));
    SparseMap.Builder map = SparseMap.builder(P.polynomialSize());
    map.row(new int[] {3}, new long[] {1}, 0);
    return new Circuit(P, 1, List.of(new Node.Extract(map.build()), lookup), new int[] {1, 2 * outputs}, 32);
  }

  @Override
  byte[] again(ByteBuffer bytes) {
    return CircuitCodec.encode(CircuitCodec.decode(bytes));
  }

  @Test
  void theCircuitComesBackInVersionFive() {
    Circuit circuit = circuit(new SplittableRandom(1));
    byte[] frame = CircuitCodec.encode(circuit);
    assertThat(Frame.readHeader(ByteBuffer.wrap(frame)).version()).isEqualTo(5);
    assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(circuit).hasSameHashCodeAs(circuit);
  }

  @Test
  void nodesAreLaidOutAsDocumented() {
    Node.Lookup lookup = new Node.Lookup(new int[] {0}, new int[] {0}, new double[] {0.125},
        LookupTables.ofFactors(P.tableSize(), new long[][] {{7, 9}}, new int[][][] {{{1, -2}, {3}}}));
    SparseMap.Builder map = SparseMap.builder(P.polynomialSize());
    map.row(new int[] {3}, new long[] {1}, 0);
    byte[] frame = CircuitCodec.encode(
        new Circuit(P, 1, List.of(new Node.Extract(map.build()), lookup), new int[] {1}, 32));
    byte[] node = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN).putInt(7).putInt(1).putInt(0).putInt(0)
        .putDouble(0.125).putInt(1).putInt(2).putInt(2).putLong(7).putLong(9).putInt(2).putInt(1).putInt(-2).putInt(1)
        .putInt(3).array();
    int end = frame.length - 4 - 8;
    assertThat(Arrays.copyOfRange(frame, end - node.length, end)).isEqualTo(node);
    assertThat(Arrays.copyOfRange(frame, end, frame.length)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void otherVersionsAreRefused() {
    for (int version = 1; version < 5; version++) {
      byte[] frame = frame();
      frame[4] = (byte) version;
      assertThatThrownBy(() -> CircuitCodec.decode(ByteBuffer.wrap(Frames.resealed(frame))))
          .isInstanceOfSatisfying(NightjarException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FORMAT));
    }
    byte[] plain = CircuitCodec.encode(TestObjects.mixedCircuit());
    byte[] longer = Arrays.copyOf(plain, plain.length + 4);
    longer[4] = 5;
    assertThatThrownBy(() -> CircuitCodec.decode(ByteBuffer.wrap(Frames.resealed(longer))))
        .hasMessageContaining("is of version 1, not 5");
  }
}
