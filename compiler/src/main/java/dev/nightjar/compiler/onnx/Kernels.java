package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Single nodes run by the client's evaluator: on constants, on the indices of elements, or for a shape alone. */
final class Kernels {
  private Kernels() {
  }

  /** The outputs of a node, in order, null where one has no name. */
  static List<Tensor> run(GraphNode node, List<Tensor> inputs) {
    Map<String, Tensor> constants = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      names.add(inputs.get(i) == null ? "" : "in" + i);
      if (inputs.get(i) != null) {
        constants.put("in" + i, inputs.get(i));
      }
    }
    List<String> outputs = new ArrayList<>();
    for (int o = 0; o < node.outputs().size(); o++) {
      outputs.add(node.outputs().get(o).isEmpty() ? "" : "out" + o);
    }
    GraphNode renamed = new GraphNode(node.operator(), names, outputs, node.attributes());
    Map<String, Tensor> results = new ClientGraph(List.of(), constants, List.of(renamed),
        outputs.stream().filter(o -> !o.isEmpty()).toList()).run(Map.of());
    return outputs.stream().map(results::get).toList();
  }

  /** The outputs of a node for some row: their types and shapes, which do not depend on the row. */
  static List<Tensor> shapes(GraphNode node, List<Value> inputs) {
    return run(node, inputs.stream()
        .map(v -> v == null || v.isConstant() ? constant(v) : filled(v.type(), v.shape())).toList());
  }

  private static Tensor constant(Value value) {
    return value == null ? null : value.constant();
  }

  private static Tensor filled(ElementType type, int[] shape) {
    int size = Elements.size(shape);
    return switch (type) {
      case FLOAT -> Tensor.floats(shape, new float[size]);
      case DOUBLE -> Tensor.doubles(shape, new double[size]);
      case INT64 -> Tensor.longs(shape, new long[size]);
      case BOOL -> Tensor.bools(shape, new boolean[size]);
      case STRING -> {
        String[] texts = new String[size];
        Arrays.fill(texts, "");
        yield Tensor.strings(shape, texts);
      }
    };
  }

  /** A tensor of numbers. */
  static Tensor tensor(ElementType type, int[] shape, double[] numbers) {
    return switch (type) {
      case FLOAT -> {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) numbers[i];
        }
        yield Tensor.floats(shape, floats);
      }
      case DOUBLE -> Tensor.doubles(shape, numbers);
      case INT64 -> Tensor.longs(shape, Arrays.stream(numbers).mapToLong(Math::round).toArray());
      case BOOL -> {
        boolean[] flags = new boolean[numbers.length];
        for (int i = 0; i < flags.length; i++) {
          flags[i] = numbers[i] != 0;
        }
        yield Tensor.bools(shape, flags);
      }
      case STRING -> throw new IllegalArgumentException("numbers are no texts");
    };
  }

  /** The numbers {@code from}, {@code from + 1}, … in a shape. */
  static Tensor indices(int[] shape, int from) {
    long[] indices = new long[Elements.size(shape)];
    Arrays.setAll(indices, i -> from + i);
    return Tensor.longs(shape, indices);
  }
}
