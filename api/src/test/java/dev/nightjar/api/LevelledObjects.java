package dev.nightjar.api;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.stream.IntStream;

/** Small levelled circuits. */
public final class LevelledObjects {
  public static final Parameters P = ParameterCatalogue.levelled();

  private LevelledObjects() {
  }

  /** A circuit that expands a diagram's bits and answers with coefficient 0 of each output. */
  public static Circuit circuit(Diagram diagram) {
    int bits = diagram.bits();
    int[] values = IntStream.range(bits, bits + diagram.outputs()).toArray();
    int[] outputs = IntStream.range(bits + values.length, bits + 2 * values.length).toArray();
    return new Circuit(P, P.levelled().orElseThrow().ciphertexts(bits), List.of(new Node.Expand(bits),
        new Node.Evaluate(diagram, IntStream.range(0, bits).toArray()),
        new Node.SampleExtract(values, new int[values.length])), outputs, 64);
  }
}
