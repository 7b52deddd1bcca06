package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Softmax of operator sets before version 13: over all axes from its own on, which is 1 where the file names none. */
final class SoftmaxNodes {
  /** The first version in which it is over one axis. */
  static final int OF_ONE_AXIS = 13;

  private SoftmaxNodes() {
  }

  /** The nodes of a softmax over several axes; empty for one that is over one axis in every version. */
  static Optional<Lowered> of(OnnxNode node, ElementType type, int[] shape) {
    if (node.version() == 0 || node.version() >= OF_ONE_AXIS) {
      return Optional.empty();
    }
    Lowered out = new Lowered(node, type, "axis");
    long axis = out.integer("axis", 1);
    if (isOne(shape, axis)) {
      return Optional.empty();
    }
    Operator operator = node.operator().equals("Softmax") ? Operator.SOFTMAX : Operator.LOG_SOFTMAX;
    return Optional.of(out.gives(overAll(out, operator, out.in(0), shape, axis)));
  }

  /** Whether an axis is the last one. */
  static boolean isOne(int[] shape, long axis) {
    return axis == -1 || axis >= shape.length - 1;
  }

  /** A softmax over an axis and all behind it. */
  static String overAll(Lowered out, Operator operator, String x, int[] shape, long axis) {
    String flat = out.op(Operator.FLATTEN, Map.of("axis", new Attribute.Int(axis)), x);
    String soft = out.op(operator, Map.of("axis", new Attribute.Int(1)), flat);
    return out.op(Operator.RESHAPE, soft, out.constant(Tensor.longs(new int[] {shape.length},
        Arrays.stream(shape).asLongStream().toArray())));
  }
}
