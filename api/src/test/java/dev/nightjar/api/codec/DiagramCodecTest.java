package dev.nightjar.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.LevelledObjects;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.RandomDiagrams;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagramCodecTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aCircuitWithADiagramComesBackAsItWas(long seed) {
    Diagram diagram = RandomDiagrams.of(new SplittableRandom(seed), 2048, 6, 40);
    Circuit circuit = LevelledObjects.circuit(diagram);

    byte[] frame = CircuitCodec.encode(circuit);

    assertThat(CircuitCodec.decode(ByteBuffer.wrap(frame))).isEqualTo(circuit);
    assertThat(CircuitCodec.encode(CircuitCodec.decode(ByteBuffer.wrap(frame)))).isEqualTo(frame);
    assertThat(Frame.readHeader(ByteBuffer.wrap(frame)).version()).isEqualTo(4);
  }
}
