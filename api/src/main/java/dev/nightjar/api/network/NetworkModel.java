package dev.nightjar.api.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Task;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A trained network: the graph of operators as the file has it, whose scores are in single precision as an ONNX
 * runtime's are, and the same as layers, where all its operators can be written so. Without layers no circuit follows
 * the network; a table of its scores can be made.
 *
 * @param graph one input of all features, one output of all scores
 * @param layers the same function in double precision
 * @param obstacle why there are no layers: which node of the file stands in the way and what to do; present exactly
 *     where {@code layers} is empty
 * @param task what the scores mean
 */
public record NetworkModel(ClientGraph graph, Optional<Network> layers, Optional<String> obstacle, Task task)
    implements ImportedModel {

  /** A checked model; {@code INVALID_MODEL} when layers and graph have other numbers of features. */
  public NetworkModel {
    Objects.requireNonNull(task, "task");
    require(graph.inputs().size() == 1 && graph.outputs().size() == 1,
        "the graph of a network has one input and one output");
    require(layers.isPresent() != obstacle.isPresent(), "a network has layers, or a reason why it has none");
    int width = graph.inputs().get(0).width();
    layers.ifPresent(n -> require(n.features() == width, "layers of " + n.features() + " features do not match a graph"
        + " of " + width));
  }

  /** A network whose layers were read. */
  public static NetworkModel of(ClientGraph graph, Network layers, Task task) {
    return new NetworkModel(graph, Optional.of(layers), Optional.empty(), task);
  }

  /**
   * A network that has no layers.
   *
   * @param obstacle why not
   */
  public static NetworkModel withoutLayers(ClientGraph graph, String obstacle, Task task) {
    return new NetworkModel(graph, Optional.empty(), Optional.of(obstacle), task);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  @Override
  public int features() {
    return graph.inputs().get(0).width();
  }

  @Override
  public String description() {
    return "neural network";
  }

  @Override
  public double[] scores(double[] x) {
    ClientGraph.Input input = graph.inputs().get(0);
    Tensor scores = graph.run(Map.of(input.name(), row(input.type(), x))).get(graph.outputs().get(0));
    double[] out = new double[scores.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = scores.number(i);
    }
    return out;
  }

  /**
   * A row of numbers as a tensor of shape {@code [1, length]}.
   *
   * @param type {@code FLOAT} or {@code DOUBLE}
   */
  public static Tensor row(ElementType type, double[] x) {
    int[] shape = {1, x.length};
    if (type == ElementType.DOUBLE) {
      return Tensor.doubles(shape, x);
    }
    float[] floats = new float[x.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) x[i];
    }
    return Tensor.floats(shape, floats);
  }
}
