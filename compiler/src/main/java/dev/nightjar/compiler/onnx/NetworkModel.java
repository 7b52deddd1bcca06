package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Task;
import java.util.Map;

/**
 * A network of several layers: a graph of operators that is evaluated as it is. No circuit follows its layers; a table
 * of its scores can be made.
 *
 * @param graph one input of all features, one output of all scores
 * @param task what the scores mean
 */
record NetworkModel(ClientGraph graph, Task task) implements ImportedModel {
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
    Tensor scores = graph.run(Map.of(input.name(), numbers(input.type(), x))).get(graph.outputs().get(0));
    double[] out = new double[scores.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = scores.number(i);
    }
    return out;
  }

  /** A row of numbers as one of the two types that an input or a value has. */
  static Tensor numbers(ElementType type, double[] x) {
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
