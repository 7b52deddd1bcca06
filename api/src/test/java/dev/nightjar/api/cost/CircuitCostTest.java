package dev.nightjar.api.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitCostTest {
  private static final Parameters LEVELLED = ParameterCatalogue.levelledShallow();

  private static Circuit levelled(int bits) {
    DiagramBuilder diagram = Diagram.builder(LEVELLED.polynomialSize(), 4);
    int constants = diagram.select(0, diagram.constant(1), diagram.constant(2));
    int low = diagram.select(1, constants, diagram.constant(3));
    int high = diagram.rotate(2, low, 5);
    int top = diagram.select(3, low, diagram.shift(high, 7));
    diagram.output(diagram.sum(top, constants));
    diagram.output(low);
    return new Circuit(LEVELLED, LEVELLED.levelled().orElseThrow().ciphertexts(bits), List.of(new Node.Expand(bits),
        new Node.Evaluate(diagram.build(), new int[] {0, 1, 2, bits - 1}),
        new Node.SampleExtract(new int[] {bits, bits + 1}, new int[] {0, 0})), new int[] {bits + 2, bits + 3}, 16);
  }

  @Test
  void slotsProductsAndTheLongestChainOfALevelledCircuitAreCounted() {
    CircuitCost cost = CircuitCost.of(levelled(200));
    assertThat(cost.levelled()).isEqualTo(
        new LevelledWork(200L * LEVELLED.levelled().orElseThrow().mask().level(), 3, 3, 1, 1, 0, 3));
    assertThat(cost.ciphertexts()).isEqualTo(2);
    assertThat(cost.outputs()).isEqualTo(2);
    assertThat(cost.bootstraps()).isEmpty();
  }

  @Test
  void sumsAndBatchesOfBootstrapsAreCounted() {
    Parameters p = ParameterCatalogue.choose(1, 1, -64);
    SparseMap.Builder sums = SparseMap.builder(p.polynomialSize());
    sums.row(new int[] {0, 1}, new long[] {1, 2}, 0);
    sums.row(new int[] {3}, new long[] {1}, 0);
    LookupTables sign = LookupTables.of(p.tableSize(), new long[][][] {{{1L << 62}}});
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(sums.build()),
        new Node.Lookup(new int[] {0, 1}, new int[2], new double[] {0.1, 0.1}, sign),
        new Node.Lookup(new int[] {2}, new int[1], new double[] {0.1}, sign)), new int[] {4}, 32);
    CircuitCost cost = CircuitCost.of(circuit);
    assertThat(cost.rows()).isEqualTo(2);
    assertThat(cost.terms()).isEqualTo(3);
    assertThat(cost.bootstraps()).containsExactly(2, 1);
    assertThat(cost.allBootstraps()).isEqualTo(3);
    assertThat(cost.zeros()).isZero();
    List<CircuitCost> nodes = CircuitCost.ofNodes(circuit);
    assertThat(nodes).extracting(CircuitCost::terms).containsExactly(3L, 0L, 0L);
    assertThat(nodes).extracting(CircuitCost::bootstraps).containsExactly(List.of(), List.of(2), List.of(1));
    assertThat(nodes).extracting(CircuitCost::ciphertexts).containsOnly(0);
    assertThat(cost.withoutNodes()).isEqualTo(
        new CircuitCost(p, 1, 0, 0, List.of(), LevelledWork.NONE, 1, 1, 0));
    // Two in a batch take as long as one on two cores.
    assertThat(Costs.reference().millis(cost)).isCloseTo(2 * ParameterCatalogue.cost(p), within(0.1));
  }

  @Test
  void productsOfConstantsAreToldApartByWhatTheyTake() {
    DiagramBuilder diagram = Diagram.builder(LEVELLED.polynomialSize(), 3);
    int word = diagram.constant(5);
    int table = diagram.table(new long[] {1, 2, 3});
    int[] values = {diagram.select(0, word, diagram.constant(0)), diagram.select(0, word, diagram.constant(9)),
        diagram.select(1, diagram.table(7, new long[] {4}), diagram.constant(0)),
        diagram.select(2, diagram.table(7, new long[] {4}), word), diagram.select(2, word, table),
        diagram.rotate(2, word, 3)};
    diagram.output(diagram.sum(values));
    LevelledWork work = LevelledWork.of(diagram.build());
    assertThat(work).isEqualTo(new LevelledWork(0, 0, 0, 3, 2, 3, 6));
    assertThat(work.trivialProducts()).isEqualTo(6);
    assertThat(work.plus(LevelledWork.expansion(4))).isEqualTo(new LevelledWork(4, 0, 0, 3, 2, 3, 6));
  }

  @Test
  void outputsThatShareMasksTakeTheWordsOfTheMasksOnce() {
    CircuitCost cost = CircuitCost.of(levelled(20));
    assertThat(cost.masks()).isEqualTo(2);
    assertThat(cost.answerWords()).isEqualTo(2 * 2048 + 2);
    DiagramBuilder diagram = Diagram.builder(LEVELLED.polynomialSize(), 1);
    diagram.output(diagram.rotate(0, diagram.constant(1), 1));
    CircuitCost shared = CircuitCost.of(new Circuit(LEVELLED, 1, List.of(new Node.Expand(1),
        new Node.Evaluate(diagram.build(), new int[1]), new Node.SampleExtract(new int[] {1, 1}, new int[] {0, 5})),
        new int[] {2, 3}, 16));
    assertThat(shared.outputs()).isEqualTo(2);
    assertThat(shared.answerWords()).isEqualTo(2048 + 2);
  }

  @Test
  void countsBelowZeroAreRefused() {
    assertThatThrownBy(() -> LevelledWork.expansion(-1)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("-1 slots");
  }

  @Test
  void moreWorkCostsMore() {
    Costs costs = Costs.reference();
    assertThat(costs.millis(CircuitCost.of(levelled(200)))).isGreaterThan(costs.millis(CircuitCost.of(levelled(20))));
    assertThat(costs.origin()).contains("not measured here");
  }
}
