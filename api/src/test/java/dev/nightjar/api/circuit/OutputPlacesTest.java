package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Outputs that are extracted from one GLWE wire share its mask. */
class OutputPlacesTest {
  private static final Parameters P = ParameterCatalogue.byId("NJL1_P").orElseThrow();

  /** Two GLWE wires, 2 and 3, of two bits. */
  private static List<Node> nodes(Node... more) {
    DiagramBuilder diagram = Diagram.builder(P.polynomialSize(), 2);
    diagram.output(diagram.select(0, diagram.constant(0), diagram.constant(1L << 60)));
    diagram.output(diagram.select(1, diagram.constant(0), diagram.constant(1L << 60)));
    return Stream.concat(
        Stream.of(new Node.Expand(2), new Node.Evaluate(diagram.build(), new int[] {0, 1})),
        Arrays.stream(more)).toList();
  }

  private static Circuit circuit(List<Node> nodes, int... outputs) {
    return new Circuit(P, 1, nodes, outputs, 16);
  }

  @Test
  void outputsOfOneWireShareItsMaskInTheOrderOfTheOutputs() {
    List<Node> nodes = nodes(new Node.SampleExtract(new int[] {3, 2, 3}, new int[] {5, 0, 7}));
    assertThat(circuit(nodes, 4, 5, 6).packing())
        .contains(new AnswerPacking(new int[] {0, 1, 0}, new int[] {5, 0, 7}));
    assertThat(circuit(nodes, 6, 4).packing()).contains(new AnswerPacking(new int[] {0, 0}, new int[] {7, 5}));
    assertThat(EncryptedResultCodec.encodedBytes(circuit(nodes, 4, 5, 6)))
        .isEqualTo(32 + 44 + 3 * 4 + (2 * 2048 + 3) * 2);
  }

  @Test
  void outputsThatHaveNothingInCommonStaySeparate() {
    List<Node> nodes = nodes(new Node.SampleExtract(new int[] {3, 2}, new int[] {5, 0}));
    assertThat(circuit(nodes, 4, 5).packing()).isEmpty();
    List<Node> summed = nodes(new Node.SampleExtract(new int[] {3, 3}, new int[] {5, 0}),
        new Node.Linear(new SparseMap(6, new int[] {0, 1}, new int[] {4}, new long[] {1}, new long[1])));
    assertThat(circuit(summed, 4, 6).packing()).isEmpty();
    assertThat(circuit(summed, 4, 5).packing()).isPresent();
  }

  @Test
  void hiddenOutputsHaveRandomnessOfTheirOwnAndStaySeparate() {
    List<Node> nodes = nodes(new Node.SampleExtract(new int[] {3, 3}, new int[] {5, 0}));
    Circuit hidden = new Circuit(P, 1, nodes, new int[] {4, 5}, 16,
        Optional.of(new AnswerHiding(new TUniform(20), new TUniform(40))));
    assertThat(hidden.packing()).isEmpty();
  }

  @Test
  void anOutputGoesIntoAPackedAnswerAndComesOutAsItWas() {
    PackedAnswer answer = new PackedAnswer(P, new AnswerPacking(new int[] {0, 1, 0}, new int[] {5, 0, 2047}));
    SplittableRandom random = new SplittableRandom(1);
    Arrays.setAll(answer.masks(), i -> random.nextLong());
    Arrays.setAll(answer.bodies(), i -> random.nextLong());
    LweList outputs = answer.extract();
    PackedAnswer again = new PackedAnswer(P, answer.packing());
    for (int i = 0; i < 3; i++) {
      again.insert(i, outputs.words(), outputs.offset(i));
    }
    assertThat(again).isEqualTo(answer);
  }
}
