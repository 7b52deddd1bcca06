package dev.nightjar.api.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.model.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static AffineMap map(int columns, double[] bias, double... rowMajor) {
    int rows = bias.length;
    int[] starts = new int[rows + 1];
    int[] column = new int[rows * columns];
    for (int r = 0; r < rows; r++) {
      starts[r + 1] = (r + 1) * columns;
      for (int c = 0; c < columns; c++) {
        column[r * columns + c] = c;
      }
    }
    return new AffineMap(columns, starts, column, rowMajor, bias);
  }

  /** relu(x0 - x1), relu(x1 - x0) and a score that is their sum and a skipped 10 x0. */
  private static Network distance() {
    NetworkLayer layer = new NetworkLayer("relu", map(2, new double[] {0, 0}, 1, -1, -1, 1), new int[] {0, 0},
        List.of(Activation.relu()));
    return new Network(2, List.of(layer), map(4, new double[] {0.5}, 10, 0, 1, 1));
  }

  @Test
  void everyMapReadsAllEarlierValues() {
    assertThat(distance().scores(new double[] {1, 4})).containsExactly(13.5);
    assertThat(distance().preactivations(new double[] {1, 4})).isDeepEqualTo(new double[][] {{-3, 3}});
    assertThat(distance().values()).isEqualTo(4);
    assertThat(distance().functions()).isEqualTo(2);
  }

  @Test
  void isEqualWhereItsPartsAre() {
    assertThat(distance()).isEqualTo(distance()).hasSameHashCodeAs(distance());
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThatThrownBy(() -> distance().scores(new double[3])).isInstanceOf(NightjarException.class)
        .hasMessageContaining("2 features, not 3");
  }

  @Test
  void refusesPartsThatDoNotFitTogether() {
    AffineMap one = map(1, new double[] {0}, 1);
    assertRefused("columns of row 0 must ascend",
        () -> new AffineMap(2, new int[] {0, 2}, new int[] {1, 0}, new double[2], new double[1]));
    assertRefused("outside 0..1",
        () -> new AffineMap(2, new int[] {0, 1}, new int[] {2}, new double[1], new double[1]));
    assertRefused("cannot have the weight NaN",
        () -> new AffineMap(1, new int[] {0, 1}, new int[1], new double[] {Double.NaN}, new double[1]));
    assertRefused("cannot have the constant Infinity",
        () -> new AffineMap(1, new int[2], new int[0], new double[0], new double[] {Double.POSITIVE_INFINITY}));
    assertRefused("row starts do not cover", () -> new AffineMap(1, new int[2], new int[1], new double[1],
        new double[1]));
    assertRefused("row starts must ascend", () -> new AffineMap(2, new int[] {0, 2, 1}, new int[] {0},
        new double[1], new double[2]));
    assertRefused("at least one row", () -> new AffineMap(1, new int[1], new int[0], new double[0], new double[0]));
    assertRefused("at least one column", () -> new AffineMap(0, new int[2], new int[0], new double[0],
        new double[1]));
    assertRefused("there is no function 1", () -> new NetworkLayer("l", one, new int[] {1},
        List.of(Activation.relu())));
    assertRefused("says which function 2 rows", () -> new NetworkLayer("l", one, new int[2],
        List.of(Activation.relu())));
    assertRefused("over 1 values; there are 2", () -> new Network(2,
        List.of(new NetworkLayer("l", one, new int[1], List.of(Activation.relu()))), one));
    assertRefused("scores are over 1 values of 2", () -> new Network(2, List.of(), one));
    assertRefused("at least one feature", () -> new Network(0, List.of(), one));
  }

  @Test
  void aModelHasLayersOfItsGraphOrAReasonWhyNot() {
    ClientGraph graph = new ClientGraph(List.of(new ClientGraph.Input("x", ElementType.FLOAT, 3)), Map.of(),
        List.of(GraphNode.of(Operator.RELU, "y", "x")), List.of("y"));

    assertThat(NetworkModel.withoutLayers(graph, "why", Task.regression()).scores(new double[] {-1, 0.1, 2}))
        .containsExactly(0, 0.1f, 2);
    assertRefused("layers of 2 features", () -> NetworkModel.of(graph, distance(), Task.regression()));
    assertRefused("layers, or a reason", () -> new NetworkModel(graph, Optional.empty(),
        Optional.empty(), Task.regression()));
  }

  private static void assertRefused(String message, Runnable build) {
    assertThatThrownBy(build::run).isInstanceOf(NightjarException.class).hasMessageContaining(message);
  }
}
